package import CogwatchCore
package import Foundation

/// Answers as Azure gives them, of our own writing after the documented shapes.
package enum Answers {
    /// A JSON error of the gateway.
    package static func refusal(
        _ status: Int = 401,
        code: String = "401",
        message: String =
            "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
            + "provide a valid key for an active subscription and use a correct regional API "
            + "endpoint for your resource.",
        headers: [Headers.Line] = []
    ) -> Answer {
        let body = #"{"error":{"code":"\#(code)","message":"\#(message)"}}"#
        return response(status, body: body, headers: headers)
    }

    /// A token as issueToken gives it: three parts, readable claims, no true signature.
    ///
    /// Kind and SKU of the resource are left out where there are none.
    package static func token(
        region: String = "japanwest",
        product: String? = nil,
        expires: Date
    ) -> Answer {
        let claims =
            #"{"region":"\#(region)","aud":"urn:ms.speechservices.\#(region)","#
            + (product.map { #""product-id":"\#($0)","# } ?? "")
            + #""exp":\#(Int(expires.timeIntervalSince1970)),"iss":"urn:ms.cognitiveservices"}"#
        let parts = [#"{"alg":"ES256","typ":"JWT"}"#, claims, "not a signature"]
        let encoded = parts.map { part in
            Data(part.utf8).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return response(200, body: encoded.joined(separator: "."))
    }

    /// A list of that many voices.
    package static func voices(_ count: Int = 3) -> Answer {
        let entries = (0..<count).map {
            #"{"ShortName":"xx-XX-Voice\#($0)Neural","Locale":"xx-XX"}"#
        }
        return response(200, body: "[" + entries.joined(separator: ",") + "]")
    }

    /// What a service with nothing to list says.
    package static func list() -> Answer {
        response(200, body: #"{"value":[]}"#)
    }

    /// NoResponse.
    package static func noResponse(_ noResponse: NoResponse) -> Answer {
        Answer(.noResponse(noResponse))
    }

    /// Any response.
    package static func response(
        _ status: Int,
        body: String,
        headers: [Headers.Line] = []
    ) -> Answer {
        Answer(
            .response(
                Response(status: status, headers: Headers(headers), body: Array(body.utf8))
            )
        )
    }
}
