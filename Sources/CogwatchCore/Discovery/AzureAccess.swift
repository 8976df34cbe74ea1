/// Who may ask Azure's management plane about an account, and where.
package struct AzureAccess: Sendable, Equatable {
    package let credential: EntraCredential
    package let cloud: Cloud

    package init(credential: EntraCredential, cloud: Cloud) {
        self.credential = credential
        self.cloud = cloud
    }

    /// Finds the access to a resource among the settings in force; nil where there is none.
    package typealias Finder = @Sendable (Settings, ResourceID) -> AzureAccess?
}
