/// The one stylesheet, served as a file so that the policy may forbid styles in the page.
enum Stylesheet {
    static let text = """
        :root {
          color-scheme: light dark;
          --ground: #f6f7f6; --panel: #ffffff; --ink: #1c2422; --soft: #5d6b67; --line: #dde3e0;
          --link: #1f6b5b; --good: #15713f; --warn: #865a00; --bad: #b3261e; --idle: #586561;
          --good-ground: #e2f3e9; --warn-ground: #faefd3; --bad-ground: #fce6e3;
          --idle-ground: #e9edeb; --field: #7d8b86; --on-link: #ffffff; --bar: #7fae9f;
          --bar-top: #cfe0da; --fine: #3d9a6d;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #111614; --panel: #1a211e; --ink: #e6ecea; --soft: #9aa8a3; --line: #2d3733;
            --link: #74cdb6; --good: #6fd19d; --warn: #e8bb57; --bad: #ff9a8f; --idle: #a3b0ac;
            --good-ground: #16352a; --warn-ground: #3b2f12; --bad-ground: #44201d;
            --idle-ground: #29312e; --field: #74837e; --on-link: #10211c; --bar: #3f7a6b;
            --bar-top: #2a4039; --fine: #4fa77b;
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
        header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
        header nav a { color: var(--soft); text-decoration: none; padding: .2rem 0; }
        header nav a:hover { color: var(--ink); }
        header nav a[aria-current] { color: var(--ink); box-shadow: 0 2px 0 var(--link); }
        a { color: var(--link); text-underline-offset: .15em; }
        .skip, .unseen {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap;
        }
        .skip:focus {
          width: auto; height: auto; clip-path: none; z-index: 1; margin: .5rem; padding: .5rem 1rem;
          background: var(--panel); border-radius: .35rem;
        }
        main:focus { outline: none; }
        .lost {
          width: min(72rem, 100% - 2.5rem); margin: 1rem auto 0; padding: .6rem .9rem;
          border-radius: .5rem; color: var(--bad); background: var(--bad-ground); font-weight: 600;
        }
        [hidden] { display: none; }
        a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible,
        select:focus-visible, summary:focus-visible, pre:focus-visible {
          outline: 2px solid var(--link); outline-offset: 3px;
        }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.75rem 0 1rem; font-weight: 650; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; font-weight: 650; }
        h3 { font-size: .95rem; margin: 1.1rem 0 .3rem; font-weight: 650; }
        h1 .pill, h2 .pill, li .pill { margin-left: .6rem; vertical-align: .15em; }
        p { margin: .35rem 0; }
        main p, main li, figcaption, h1, h2 { overflow-wrap: anywhere; }
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
        input, textarea, select {
          width: 100%; max-width: 44rem; padding: .5rem .65rem; color: var(--ink);
          background: var(--ground); border: 1px solid var(--field); border-radius: .35rem;
          font: inherit; display: block;
        }
        input, select { max-width: 20rem; }
        textarea.code { font: .9em/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; }
        .buttons { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.25rem 0 0; }
        h1 + .buttons { margin: 0 0 1rem; }
        h1 + .buttons .button { padding: .3rem .9rem; font-size: .925rem; }
        button, a.button {
          display: inline-block; padding: .45rem 1.1rem; border-radius: .35rem; cursor: pointer;
          font: inherit; font-weight: 600; text-decoration: none;
          color: var(--on-link); background: var(--link); border: 1px solid var(--link);
        }
        button.plain, a.button.plain { color: var(--link); background: transparent; }
        .live { padding: .1rem .7rem; font-size: .8125rem; font-weight: 400; margin-left: 1rem;
          color: var(--soft); background: transparent; border-color: var(--line); }
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
        .tiles {
          display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1.5rem; padding: 0;
          list-style: none;
        }
        .tile {
          display: block; padding: .4rem .75rem; border-radius: .5rem; background: var(--panel);
          border: 1px solid var(--line); color: var(--ink); text-decoration: none;
        }
        .tile:hover { border-color: var(--field); }
        .tile[aria-current] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
        .tile b {
          font-size: 1.25rem; margin-right: .1rem; font-variant-numeric: tabular-nums;
        }
        .tile.good b { color: var(--good); }
        .tile.warn b { color: var(--warn); }
        .tile.bad b { color: var(--bad); }
        .tile.idle b { color: var(--idle); }
        .number { color: var(--soft); font-weight: 400; font-size: .925rem; margin-left: .6rem; }
        .accounts { list-style: none; padding: 0; margin: .5rem 0 0; }
        .accounts li { padding: .25rem 0; overflow-wrap: anywhere; }
        .accounts li .pill, .accounts li code { margin-left: .3rem; }
        .more { margin-top: .5rem; }
        .panels {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
          gap: 1rem;
        }
        .panel {
          background: var(--panel); border: 1px solid var(--line); border-radius: .5rem;
          padding: .9rem 1.15rem 1rem;
        }
        .panel h2 { margin: 0; }
        .empty { padding: 1.5rem 1rem; color: var(--soft); background: var(--panel);
          border: 1px solid var(--line); border-radius: .5rem; }
        .filters {
          display: grid; gap: .6rem .5rem; align-items: end; margin: 0 0 1rem;
          grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
        }
        .filters > * { min-width: 0; }
        .filters > div:first-child { grid-column: span 2; }
        .filters label { margin: 0 0 .15rem; font-size: .8125rem; color: var(--soft); }
        .filters input, .filters select {
          max-width: none; height: 2.25rem; padding: .3rem .5rem; background: var(--panel);
          font-size: .925rem;
        }
        .filters .buttons { margin: 0; flex-wrap: nowrap; grid-column: span 2; }
        .filters .buttons > * { padding: .3rem .9rem; white-space: nowrap; }
        .pager { display: flex; flex-wrap: wrap; align-items: center; gap: .8rem; }
        .pager span { color: var(--soft); margin-right: auto; }
        .pager .button { padding: .3rem .9rem; }
        .labels { display: flex; flex-wrap: wrap; gap: .1rem .6rem; font-weight: 400; }
        .labels, .labels a { font-size: .8125rem; color: var(--soft); text-decoration: none; }
        .labels a:hover { text-decoration: underline; }
        .timeline { margin: 0 0 1rem; padding: .8rem 1rem; background: var(--panel);
          border: 1px solid var(--line); border-radius: .5rem; }
        figcaption { margin-bottom: .5rem; font-size: .925rem; }
        .plot { display: block; overflow: visible; }
        .plot text { font-size: 11px; fill: var(--soft); }
        .plot .hour { text-anchor: middle; }
        .plot .scale { paint-order: stroke; stroke: var(--panel); stroke-width: 4px; }
        .plot .grid { stroke: var(--line); stroke-width: 1; }
        .plot .usual { fill: var(--bar); }
        .plot .longest { fill: var(--bar-top); }
        .plot .success { fill: var(--fine); }
        .plot .refused { fill: var(--bad); }
        .plot .throttled { fill: var(--warn); }
        .plot .failed { fill: var(--ink); }
        .plot g:hover rect { opacity: .7; }
        .swatch { white-space: nowrap; margin-right: .6rem; }
        .swatch::before {
          content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .35rem;
          background: var(--ink);
        }
        .swatch.success::before { background: var(--fine); }
        .swatch.refused::before { background: var(--bad); }
        .swatch.throttled::before { background: var(--warn); }
        summary { cursor: pointer; color: var(--link); font-size: .925rem; margin-top: .5rem; }
        pre {
          overflow-x: auto; margin: .5rem 0; padding: .8rem 1rem; background: var(--panel);
          border: 1px solid var(--line); border-radius: .5rem;
        }
        .card {
          background: var(--panel); border: 1px solid var(--line); border-left: 4px solid;
          border-radius: .5rem; padding: .9rem 1.15rem 1rem; margin: 0 0 1rem;
        }
        .card > :first-child { margin-top: 0; }
        .cards {
          display: grid; gap: 1rem; margin: 0 0 1rem; align-items: start;
          grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr));
        }
        .cards:empty { margin: 0; }
        .cards .card { margin: 0; }
        .cards .outage { grid-column: 1 / -1; }
        .line { display: block; }
        .card.good { border-left-color: var(--warn); }
        .card.warn { border-left-color: var(--warn); }
        .card.bad { border-left-color: var(--bad); }
        .card.idle { border-left-color: var(--idle); }
        .cause .confidence { font-weight: 400; }
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
        thead th {
          text-align: left; font-weight: 600; font-size: .8125rem; color: var(--soft);
          padding: .5rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap;
        }
        thead a { color: inherit; text-decoration: none; }
        thead a:hover { text-decoration: underline; }
        th[aria-sort=ascending] a::after { content: " ↓"; }
        th[aria-sort=descending] a::after { content: " ↑"; }
        tbody th { text-align: left; font-weight: 600; overflow-wrap: anywhere; }
        td time, [data-column=Cause] code, [data-column=Lasted], [data-column=Keys],
        .fleet td code {
          white-space: nowrap;
        }
        .fleet td code { display: block; color: var(--soft); font-size: .8rem; }
        tbody th { padding: .5rem .75rem; border-top: 1px solid var(--line); vertical-align: top; }
        tbody tr:first-child th { border-top: 0; }
        td { padding: .5rem .75rem; border-top: 1px solid var(--line); vertical-align: top; }
        tbody tr:first-child td { border-top: 0; }
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
        @media (min-width: 70rem) { [data-column=Host] code { white-space: nowrap; } }
        @media (max-width: 46rem) {
          h1 { font-size: 1.35rem; margin-top: 1.25rem; }
          thead { display: none; }
          table, tbody, tr, td, tbody th { display: block; }
          tbody th { padding: .2rem .9rem; border: 0; }
          .filters { grid-template-columns: 1fr 1fr; }
          td time { white-space: normal; }
          header nav { gap: .25rem .9rem; font-size: .95rem; }
          .plot .fine { display: none; }
          tr { padding: .5rem 0; border-top: 1px solid var(--line); }
          tbody tr:first-child { border-top: 0; }
          td { display: flex; gap: 1rem; padding: .2rem .9rem; border: 0; overflow-wrap: anywhere; }
          td > div { flex: 1; min-width: 0; }
          td::before { content: attr(data-column); flex: 0 0 6.5rem; color: var(--soft); }
          dl div { flex-direction: column; gap: 0; }
          dt { flex: none; font-size: .8125rem; }
        }
        @media (forced-colors: active) {
          .plot rect, .probe::before, .swatch::before { forced-color-adjust: none; }
          .pill, .tile, .card { border: 1px solid; }
        }
        @media print {
          header nav, .filters, .buttons, .pager, .live, .skip { display: none; }
          body { background: none; }
          .card, .panel, tr, figure { break-inside: avoid; }
        }

        """
}
