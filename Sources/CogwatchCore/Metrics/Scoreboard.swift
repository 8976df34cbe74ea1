package import Foundation

/// The numbers that Prometheus scrapes.
package struct Scoreboard: Sendable {
}
