/// A thread that carries transfers, and on which the tasks that wait for them can run.
///
/// Elsewhere each answer has to wake another thread, and each new request this one. What runs here
/// delays all transfers, so it is short and never blocks.
package protocol EventLoop: TaskExecutor {
    /// How many more requests would not merely stand in line: none while the thread is behind.
    var room: Int { get }

    /// Waits for a time by the thread's own alarm, which wakes no other.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func sleep(for duration: Duration) async throws
}
