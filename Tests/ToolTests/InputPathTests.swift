import Foundation
import Testing

@testable import ToolKit

/// Custom input methods cannot be routed to the password entry.
@Suite struct InputPathTests {
  /// What is said about a desktop with a password entry, a keyboard, and something else that types.
  /// - Parameter route: which of the other's Event sessions; and what becomes of their labels.
  private func complaint(
    feeder: String, event: String, attention: String = "+ attention | label: password", route: (String, String) = ("", "")
  ) -> String {
    let text = """
      scenario s
      + config
        + parent-provides
          + service PD
          + service CPU
          + service ROM
          + service LOG
        + default | ram: 1M | caps: 100
        + default-route | + any-service | + parent
        + start gui
          + provides | + service Event
          + config
            \(attention)
            \(event)
        + start filter | + binary event_filter
          + provides | + service Event
          + route
            + service Event | + child gui
            + any-service   | + parent
        + start ps2
          + route
            + service Event | + child filter
            + any-service   | + parent
        + start emoji
          + route
            + service Event \(route.0) | + child \(feeder) \(route.1)
            + any-service   | + parent
      -

      """
    do {
      _ = try ScenarioReader(
        name: "s", folder: URL(fileURLWithPath: "/nowhere"), components: ["gui", "event_filter", "ps2", "emoji"],
        drivers: ["ps2"]
      ).read(text)
      return ""
    } catch { return "\(error)" }
  }

  @Test func anInputMethodAtTheFilterIsAnError() {
    let said = complaint(feeder: "filter", event: "+ event | + policy | label: filter")
    #expect(said.contains("scenario.hid:24:") && said.contains("\"emoji\" is no driver, and what it types at \"filter\" would"))
    #expect(said.contains("write there: \"+ event | + policy | label: emoji | method: yes\""))
  }

  @Test func anInputMethodAtTheServerHasToBeCalledOne() {
    let direct = "+ event\n        + policy | label: filter\n        + policy | label: emoji"
    #expect(complaint(feeder: "gui", event: direct).contains("\"emoji\" is no driver, and what it types at \"gui\" would"))
    #expect(complaint(feeder: "gui", event: direct + " | method: no").contains("would reach the password entry"))
    #expect(complaint(feeder: "gui", event: direct + " | method: yes") == "")
    #expect(complaint(feeder: "gui", event: "+ event | + policy | label_prefix: e").contains("\"emoji\" is no driver"))
    #expect(complaint(feeder: "gui", event: "+ event | + default-policy").contains("\"emoji\" is no driver"))
  }

  @Test func aLabelIsNoWayAround() {
    let filter = "+ event | + policy | label: filter"
    for route in ["| label: keys", "| label_prefix: k", "| label_suffix: s", "| label_last: keys"] {
      #expect(complaint(feeder: "filter", event: filter, route: (route, "")).contains("what it types at \"filter\" would"))
    }
    let policies = "+ event\n        + policy | label: filter\n        + policy | label: emoji"
    let labelled = policies + " -> keys"
    #expect(complaint(feeder: "gui", event: labelled, route: ("| label: keys", "")).contains("\"emoji\" is no driver"))
    #expect(complaint(feeder: "gui", event: labelled + " | method: yes", route: ("| label: keys", "")) == "")
    // Its sessions of other names would be anybody's.
    let loose = policies + " | method: yes\n        + default-policy"
    #expect(complaint(feeder: "gui", event: loose).contains("\"emoji\" is no driver"))
    let renamed = policies + " | method: yes"
    #expect(complaint(feeder: "gui", event: renamed, route: ("", "| label: filter")).contains("\"emoji\" is no driver"))
  }

  @Test func whoIsDeniedAnywayIsNoProblem() {
    #expect(complaint(feeder: "gui", event: "+ event | + policy | label: filter") == "")
  }

  @Test func whoHasTheAttentionKeyMayType() {
    let said = complaint(
      feeder: "filter", event: "+ event | + policy | label: filter", attention: "+ attention | label: emoji -> password")
    #expect(said == "")
  }

  @Test func withoutAPasswordEntryAnybodyMayType() {
    #expect(complaint(feeder: "filter", event: "+ event | + policy | label: filter", attention: "+ report | focus: yes") == "")
  }
}
