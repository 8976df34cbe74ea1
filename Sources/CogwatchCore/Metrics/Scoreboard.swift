/// The numbers that Prometheus scrapes.
package struct Scoreboard: Sendable {
    package init() {}
}
