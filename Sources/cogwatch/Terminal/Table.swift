import CogwatchCore

/// Columns that line up, whatever colours their cells have.
struct Table {
    struct Cell {
        let text: String
        let colour: Style.Colour?

        init(_ text: String, _ colour: Style.Colour? = nil) {
            // Others wrote some of it, and a terminal obeys what it is shown.
            self.text = Tidy.line(text, most: 500)
            self.colour = colour
        }
    }

    let header: [String]
    var rows: [[Cell]] = []

    init(header: [String]) {
        self.header = header
    }

    /// The table as text, without a final newline.
    func rendered(_ style: Style) -> String {
        let all = [header.map { Cell($0, .bold) }] + rows
        let widths = header.indices.map { column in
            all.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
        }
        return all.map { row in
            let cells = zip(row, widths).enumerated().map { index, pair in
                let (cell, width) = pair
                let isLast = index == row.count - 1
                let padding = isLast ? 0 : max(0, width - cell.text.count)
                let text = cell.colour.map { style(cell.text, $0) } ?? cell.text
                return text + String(repeating: " ", count: padding)
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
