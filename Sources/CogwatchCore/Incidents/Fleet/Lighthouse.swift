/// Hosts of Azure that the agent asks without a key when none of its own answers.
///
/// If they do not answer either, it is the way to everything that is broken.
package enum Lighthouse {
    private static let count = 2
    private static let timeout = Duration.seconds(5)

    /// Requests to hosts of other regions; any HTTP response to one of them is a sign of life.
    ///
    /// The hosts are the regional ones of Microsoft's page on Azure AI domain names.
    ///
    /// - Parameters:
    ///   - place: Where nothing is heard.
    ///   - regions: Regions of the fleet, whose own hosts were asked already.
    /// - Returns: Those far away first.
    package static func requests(besides place: Place, and regions: Set<String>) -> [Request] {
        let home = Regions.region(place.region)?.geography
        let others = Regions.regions(in: place.cloud).filter { region in
            region.offersSpeech && region.id != place.region && !regions.contains(region.id)
        }
        let (near, far) = (
            others.filter { $0.geography == home }, others.filter { $0.geography != home }
        )
        return (far + near).prefix(count).map { region in
            Request(
                method: .get,
                address: .open("https://\(region.id).\(place.cloud.apiSuffix)/"),
                timeout: timeout
            )
        }
    }
}
