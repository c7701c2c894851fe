import HID
import Testing

@testable import ConsentSettings

@Suite struct ConsentOverviewTests {
  private func overview(_ uses: String, _ audit: String = "audit\n-\n") -> ConsentOverview {
    ConsentOverview(uses: Node.parse(uses).node, audit: Node.parse(audit).node)
  }

  @Test func putsTogetherWhatBelongsTogether() {
    let overview = overview(
      """
      uses
      + use | id: 7 | service: Record | label: recorder
      + use | id: 8 | service: Record | label: recorder
      + remembered | service: Camera | label: recorder | decision: deny
      + remembered | service: Record | label: other | decision: allow
      + silenced | label: nagging
      -
      """,
      """
      audit
      + record | ms: 5 | event: asked | reason: the rule | service: Record | label: recorder
      + record | ms: 9 | event: granted | reason: the user's answer | service: Record | label: recorder
      -
      """)
    #expect(overview.components.map { $0.label } == ["recorder", "other", "nagging"])
    #expect(overview.components[0].permissions.map { $0.service } == ["Record", "Camera"])
    #expect(overview.components[0].permissions[0].uses == [7, 8] && overview.components[0].permissions[0].decision == .ask)
    #expect(overview.components[0].permissions[1].decision == .deny && overview.components[1].permissions[0].decision == .allow)
    #expect(overview.components[2].isSilenced && overview.components[2].permissions.isEmpty)
    #expect(overview.history.map { $0.milliseconds } == [9, 5] && overview.history[0].event == "granted")
  }

  @Test func whatTheLogSaysOfItselfIsShown() {
    let overview = overview(
      "uses\n-\n",
      """
      audit | disk: missing | damaged: 3 | overwritten: 70
      + record | ms: 5 | time: 2026-11-22 04:13:26 | event: began | service:  | label:
      + record | ms: 6 | event: more | count: 12 | service:  | label: nagging
      + record | ms: 9 | event: ended | reason: the time is over | service: Record | label: recorder | used_ms: 2100
      -
      """)
    #expect(overview.history.map(\.event) == ["ended", "more", "began"])
    #expect(overview.history[0].duration == 2100 && overview.history[1].count == 12)
    #expect(overview.history[2].time == "2026-11-22 04:13:26" && overview.history[2].label.isEmpty)
    #expect(overview.keeping.disk == .missing && overview.keeping.damaged == 3 && overview.keeping.overwritten == 70)
    // Without a service, there is nothing to decide about.
    #expect(overview.components.flatMap { $0.permissions }.map { $0.service } == ["Record"])
    for (word, disk) in [("too small", .tooSmall), ("failed", .failed), ("nonsense", .failed)] as [(String, AuditKeeping.Disk)]
    {
      #expect(self.overview("uses\n-\n", "audit | disk: \(word) | damaged: x\n-\n").keeping.disk == disk)
    }
    #expect(self.overview("uses\n-\n").keeping == AuditKeeping())
  }

  @Test func whatIsIncompleteIsIgnored() {
    let overview = overview(
      """
      uses
      + use | id: x | service: Record | label: a
      + use | service: Record
      + use | id: 1 | label: b
      + remembered | service: Record | label: c | decision: perhaps
      + silenced
      + nonsense | label: d | service: e
      -
      """, "audit\n+ record | label: x\n+ other\n-\n")
    #expect(overview.history.isEmpty)
    #expect(overview.components.allSatisfy { !$0.isSilenced && $0.permissions.allSatisfy { $0.decision == .ask } })
    #expect(overview.components.flatMap { $0.permissions }.allSatisfy { $0.uses.isEmpty })
    #expect(ConsentOverview(uses: nil, audit: nil).components.isEmpty)
  }

  @Test func isBounded() {
    var (uses, audit) = ("uses\n", "audit\n")
    for index in 0..<500 {
      uses += "+ use | id: \(index) | service: s\(index) | label: same\n+ silenced | label: l\(index)\n"
      audit += "+ record | ms: \(index) | event: asked | service: s | label: l\n"
    }
    let overview = overview(uses + "-\n", audit + "-\n")
    #expect(overview.components.count == 100 && overview.history.count == 200 && overview.history[0].milliseconds == 499)
    #expect(overview.components.first { $0.label == "same" }?.permissions.count == 20)
  }
}
