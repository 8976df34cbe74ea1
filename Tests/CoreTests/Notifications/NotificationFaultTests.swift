import CogwatchCore
import Testing
import TestSupport

@Suite("What went wrong with a notification")
struct NotificationFaultTests {
    @Test(
        "is named by its answer",
        arguments: [
            (200, NotificationFault.unexpectedAnswer), (302, .unexpectedAnswer),
            (400, .clientError), (404, .clientError), (408, .clientError), (429, .rateLimited),
            (500, .serverError), (503, .serverError),
        ]
    )
    func status(_ status: Int, fault: NotificationFault) {
        #expect(NotificationFault(Answers.response(status, body: "")) == fault)
    }

    @Test("is the time or the network where there was none")
    func silence() {
        #expect(NotificationFault(Answers.noResponse(.timedOut(.tls))) == .timeout)
        #expect(NotificationFault(Answers.noResponse(.notConnected(detail: ""))) == .network)
        #expect(NotificationFault(Answers.noResponse(.tlsFailed(detail: ""))) == .network)
    }
}
