import Testing

@testable import LogStore

@Suite struct LogStoreTests {
  private func filled(_ count: Int, mostRecords: Int = 10, mostBytes: Int = 100_000) -> LogStore {
    var store = LogStore(mostRecords: mostRecords, mostBytes: mostBytes)
    for index in 0..<count { store.append(label: index % 2 == 0 ? "even" : "odd", text: "line \(index)", at: UInt64(index)) }
    return store
  }

  @Test func keepsTheNewest() {
    let store = filled(25)
    #expect(store.count == 10 && store[0].text == "line 15" && store[9].number == 25)
    #expect(store.next(after: 0)?.number == 16 && store.next(after: 20)?.number == 21)
    #expect(store.next(after: 25) == nil && store.next(after: .max) == nil)
  }

  @Test func isBoundedInBytes() {
    var store = filled(100, mostRecords: 1000, mostBytes: 1000)
    #expect(store.count < 16 && store.newest == 100)
    store.append(label: "big", text: String(repeating: "x", count: 5000), at: 0)
    #expect(store.count == 1)
    store.append(label: "a", text: "b", at: 0)
    #expect(store.count == 1 && store[0].text == "b")
  }

  @Test func countsWhatWasMissed() {
    var store = LogStore()
    for number in [3, 4, 4, 2, 10] as [UInt64] {
      store.append(LogRecord(number: number, milliseconds: 0, label: "", text: "\(number)"))
    }
    #expect(store.count == 3 && store.missed == 7 && store.next(after: 5)?.number == 10)
  }

  @Test func findsLines() {
    let store = filled(6)
    #expect(store.matching(label: "odd", query: "", limit: 9) == [5, 3, 1])
    #expect(store.matching(label: nil, query: "LINE 4", limit: 9) == [4])
    #expect(store.matching(label: nil, query: "EVEN", limit: 2) == [4, 2])
    #expect(store.matching(label: "nobody", query: "", limit: 9) == [] && store.matching(label: nil, query: "", limit: 0) == [])
    #expect(store.labels.map { $0.label } == ["even", "odd"] && store.labels[0].count == 3)
  }

  @Test func hasFewLabels() {
    var store = LogStore()
    for index in 0..<500 { store.append(label: "\(index)", text: "", at: 0) }
    #expect(store.labels.count == 64)
    #expect(LogStore().labels.isEmpty && LogStore().next(after: 0) == nil)
  }
}
