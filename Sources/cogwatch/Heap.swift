import CMalloc

/// How the C library keeps the memory of a program that runs for months.
///
/// By itself it has eight heaps for each core, and what one of them has freed no other can use;
/// and once a block of megabytes was freed, it makes the next such block part of a heap, where
/// whatever is small and lives long settles between. With a reload every ten seconds that was four
/// times the memory in use.
enum Heap {
    /// Takes hold of the heap; best before there is a second thread.
    static func configure() {
        cogwatch_use_one_heap(256 * 1024, 1024 * 1024)
    }

    /// Gives back the pages that are free; takes some milliseconds.
    static func trim() {
        cogwatch_trim_heap()
    }
}
