import CCurl

/// A list of lines in curl's own shape, freed with its last user.
final class CurlList {
    private(set) var pointer: UnsafeMutablePointer<curl_slist>?

    init(_ lines: [String]) {
        for line in lines {
            // Without memory the list so far is still whole; a lost line shows as a failed request.
            guard let longer = curl_slist_append(pointer, line) else { break }
            pointer = longer
        }
    }

    deinit { curl_slist_free_all(pointer) }
}
