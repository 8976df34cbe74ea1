/// The two keys that an account has now.
package struct ListedKeys: Sendable, Equatable {
    package let key1: Secret
    package let key2: Secret

    package init(key1: Secret, key2: Secret) {
        self.key1 = key1
        self.key2 = key2
    }

    init?(_ body: JSONView) {
        guard let key1 = body["key1"]?.text, let key2 = body["key2"]?.text else { return nil }
        self.init(key1: Secret(key1), key2: Secret(key2))
    }

    /// Both as keys to watch with.
    package var accountKeys: [AccountKey] {
        [("key1", key1), ("key2", key2)].map {
            AccountKey(name: $0.0, origin: "Azure Resource Manager", secret: $0.1)
        }
    }
}
