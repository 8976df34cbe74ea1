/// The one stylesheet, served as a file so that the policy may forbid styles in the page.
enum Stylesheet {
    static let text = """
        :root {
          color-scheme: light dark;
          --ground: #f6f7f6; --panel: #ffffff; --ink: #1c2422; --soft: #5d6b67; --line: #dde3e0;
          --link: #1f6b5b; --good: #1a7f4e; --warn: #94660a; --bad: #b3261e; --idle: #63706c;
          --good-ground: #e2f3e9; --warn-ground: #faefd3; --bad-ground: #fce6e3;
          --idle-ground: #e9edeb; --field: #8a9893; --on-link: #ffffff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #111614; --panel: #1a211e; --ink: #e6ecea; --soft: #9aa8a3; --line: #2d3733;
            --link: #74cdb6; --good: #6fd19d; --warn: #e8bb57; --bad: #ff9a8f; --idle: #a3b0ac;
            --good-ground: #16352a; --warn-ground: #3b2f12; --bad-ground: #44201d;
            --idle-ground: #29312e; --field: #66746f; --on-link: #10211c;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
        }
        header, main, footer { width: min(72rem, 100% - 2.5rem); margin: 0 auto; }
        header {
          display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 2rem;
          padding-top: 1rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line);
        }
        .brand {
          display: flex; align-items: center; gap: .55rem; color: var(--ink);
          font-weight: 650; font-size: 1.15rem; text-decoration: none;
        }
        .brand img { width: 1.7rem; height: 1.7rem; }
        nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
        nav a { color: var(--soft); text-decoration: none; padding: .2rem 0; }
        nav a:hover { color: var(--ink); }
        nav a[aria-current] { color: var(--ink); box-shadow: 0 2px 0 var(--link); }
        a { color: var(--link); text-underline-offset: .15em; }
        a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible {
          outline: 2px solid var(--link); outline-offset: 3px;
        }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.75rem 0 1rem; font-weight: 650; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; font-weight: 650; }
        h3 { font-size: .95rem; margin: 1.1rem 0 .3rem; font-weight: 650; }
        h1 .pill, h2 .pill, li .pill { margin-left: .6rem; vertical-align: .15em; }
        p { margin: .35rem 0; }
        code {
          font: .875em/1.4 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace;
          overflow-wrap: anywhere;
        }
        .pills { display: inline-flex; flex-wrap: wrap; gap: .25rem; }
        .problem {
          color: var(--bad); background: var(--bad-ground); border-radius: .5rem;
          padding: .6rem .9rem; margin: 0 0 1rem; overflow-wrap: anywhere;
        }
        .matchers code { display: block; }
        .words { white-space: pre-line; overflow-wrap: anywhere; }
        tr:target td { background: var(--idle-ground); }
        form { margin: 0; }
        label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
        form.card > label:first-child { margin-top: 0; }
        input, textarea {
          width: 100%; max-width: 44rem; padding: .5rem .65rem; color: var(--ink);
          background: var(--ground); border: 1px solid var(--field); border-radius: .35rem;
          font: inherit; display: block;
        }
        input { max-width: 20rem; }
        textarea.code { font: .9em/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
        .buttons { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.25rem 0 0; }
        button, a.button {
          display: inline-block; padding: .45rem 1.1rem; border-radius: .35rem; cursor: pointer;
          font: inherit; font-weight: 600; text-decoration: none;
          color: var(--on-link); background: var(--link); border: 1px solid var(--link);
        }
        button.plain { color: var(--link); background: transparent; }
        td button { padding: .15rem .7rem; font-size: .875rem; }
        .quiet { color: var(--soft); font-size: .925rem; }
        .pill {
          display: inline-block; padding: .05rem .6rem; border-radius: 1rem; white-space: nowrap;
          font-size: .8125rem; font-weight: 600; line-height: 1.6;
        }
        .pill.good { color: var(--good); background: var(--good-ground); }
        .pill.warn { color: var(--warn); background: var(--warn-ground); }
        .pill.bad { color: var(--bad); background: var(--bad-ground); }
        .pill.idle { color: var(--idle); background: var(--idle-ground); }
        .counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1.5rem; padding: 0; }
        .counts li {
          list-style: none; padding: .45rem .9rem; border-radius: .5rem; background: var(--panel);
          border: 1px solid var(--line);
        }
        .counts b { font-size: 1.25rem; margin-right: .1rem; }
        .counts .good b { color: var(--good); }
        .counts .warn b { color: var(--warn); }
        .counts .bad b { color: var(--bad); }
        .counts .idle b { color: var(--idle); }
        .card {
          background: var(--panel); border: 1px solid var(--line); border-left: 4px solid;
          border-radius: .5rem; padding: .9rem 1.15rem 1rem; margin: 0 0 1rem;
        }
        .card > :first-child { margin-top: 0; }
        .card.good { border-left-color: var(--warn); }
        .card.warn { border-left-color: var(--warn); }
        .card.bad { border-left-color: var(--bad); }
        .card.idle { border-left-color: var(--idle); }
        .cause { font-size: 1.1rem; }
        .cause code { color: var(--soft); font-size: .8rem; margin-left: .6rem; }
        .confidence {
          font-size: .8125rem; color: var(--soft); border: 1px solid var(--line);
          border-radius: .3rem; padding: .02rem .4rem; margin-left: .2rem;
        }
        .step { margin-top: .6rem; }
        .spare { color: var(--warn); }
        .steps li { margin: .3rem 0; }
        ol, ul { margin: .2rem 0; padding-left: 1.4rem; }
        ul.plain { list-style: none; padding: 0; }
        table {
          width: 100%; border-collapse: collapse; background: var(--panel); font-size: .925rem;
          border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0 1rem;
        }
        th {
          text-align: left; font-weight: 600; font-size: .8125rem; color: var(--soft);
          padding: .5rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap;
        }
        td { padding: .5rem .75rem; border-top: 1px solid var(--line); vertical-align: top; }
        tbody tr:first-child td { border-top: 0; }
        td:first-child { overflow-wrap: anywhere; }
        td time, td code { font-variant-numeric: tabular-nums; }
        .probe { white-space: nowrap; margin-right: .75rem; font-variant-numeric: tabular-nums; }
        .probe::before {
          content: ""; display: inline-block; width: .55rem; height: .55rem; border-radius: 50%;
          margin-right: .35rem; background: var(--idle);
        }
        .probe.good::before { background: var(--good); }
        .probe.warn::before { background: var(--warn); }
        .probe.bad::before { background: var(--bad); border-radius: 1px; }
        .probe span { color: var(--soft); }
        dl {
          margin: .5rem 0 1rem; background: var(--panel); border: 1px solid var(--line);
          border-radius: .5rem; padding: .3rem .9rem;
        }
        dl div { display: flex; gap: 1rem; padding: .35rem 0; border-top: 1px solid var(--line); }
        dl div:first-child { border-top: 0; }
        dt { flex: 0 0 11rem; color: var(--soft); overflow-wrap: anywhere; }
        dd { margin: 0; overflow-wrap: anywhere; }
        dd code { display: block; }
        footer {
          color: var(--soft); font-size: .8125rem; margin-top: 2.5rem; padding-top: 1rem;
          padding-bottom: 2rem; border-top: 1px solid var(--line);
        }
        @media (max-width: 46rem) {
          h1 { font-size: 1.35rem; margin-top: 1.25rem; }
          thead { display: none; }
          table, tbody, tr, td { display: block; }
          tr { padding: .5rem 0; border-top: 1px solid var(--line); }
          tbody tr:first-child { border-top: 0; }
          td { display: flex; gap: 1rem; padding: .2rem .9rem; border: 0; overflow-wrap: anywhere; }
          td::before { content: attr(data-column); flex: 0 0 6.5rem; color: var(--soft); }
          td:first-child { font-weight: 600; }
          dl div { flex-direction: column; gap: 0; }
          dt { flex: none; font-size: .8125rem; }
        }

        """
}
