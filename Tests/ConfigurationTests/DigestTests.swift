import CogwatchConfiguration
import CogwatchCore
import Testing

@Suite("The digest of a configuration")
struct DigestTests {
    private static let text = """
        accounts:
          - {name: a, region: japanwest, keys: [{name: k, file: keys/one}, {name: l, file: new}]}
        """

    @Test("is the same for the same contents")
    func stable() {
        #expect(World.load(Self.text).digest == World.load(Self.text).digest)
        // Counted once and for all: a restart or another machine must not look like a change.
        #expect(World.load("a: b").digest == World.load("a: b").digest)
        #expect(World.load("").digest == 0xcbf2_9ce4_8422_2325)
        #expect(World.load("a").digest == 0xaf63_dc4c_8601_ec8c)
    }

    @Test("changes with the file, and with every file that it refers to")
    func changes() {
        let digests = [
            World.load(Self.text),
            World.load(Self.text + "\n"),
            World.load(Self.text, files: ["keys/one": "other"]),
            World.load(Self.text, files: ["new": ""]),
            World.load(Self.text, files: ["new": "something"]),
        ].map(\.digest)
        #expect(Set(digests).count == digests.count)
    }

    @Test("changes for a way out with each of its files, and is nothing where it has none")
    func doors() throws {
        let text = "http_client: {tls_config: {\(World.tlsFiles)}}\n" + Self.text
        let (new, other) = (["new": World.keys[1]], "-----BEGIN -----\n")
        let contents = try ["", "ca.pem", "client.pem", "client.key", "keys/one"].map { changed in
            let files = new.merging([changed: other]) { $1 }
            return try #require(World.load(text, files: files).settings).httpClient.fileContents
        }
        #expect(Set(contents).count == 4)
        #expect(contents.first == contents.last)
        let plain = try #require(World.load(Self.text, files: new).settings)
        #expect(plain.httpClient.fileContents == 0)
    }

    @Test("covers the files that are to be watched, and those are found from the file's folder")
    func watched() {
        let loaded = World.load(Self.text + "  # \n", as: "/etc/cogwatch/main.yml")
        #expect(
            loaded.watchedFiles
                == ["/etc/cogwatch/main.yml", "/etc/cogwatch/keys/one", "/etc/cogwatch/new"]
        )
        let absolute = World.load(Self.text.replacing("new", with: "/run/new"), as: "conf/main.yml")
        #expect(absolute.watchedFiles == ["conf/main.yml", "conf/keys/one", "/run/new"])
    }
}
