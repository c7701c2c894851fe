// The system view, to look at: with a system as large as the desktop's, one that is larger, and in every state.

import Geometry
import HID
import Painting
import SystemView
import Typography
import Widgets

extension Gallery {
  static func systemPictures(_ style: Style, _ name: String) -> [(name: String, picture: Picture)] {
    var selected = systemScreen(desktopState)
    selected.selected = "init -> recorder"
    var list = systemScreen(desktopState)
    (list.page, list.order) = (.list, .cpu)
    var crowd = systemScreen(crowdState)
    crowd.selected = "init -> server-2"
    return [
      ("system-\(name)", interface(systemScreen(desktopState).element, systemSize, style)),
      ("system-selected-\(name)", interface(selected.element, systemSize, style)),
      ("system-list-\(name)", interface(list.element, systemSize, style)),
      ("system-crowd-\(name)", interface(crowd.element, systemSize, style)),
    ]
  }

  private static var systemSize: Size { Size(984, 668) }

  private static func systemScreen(_ state: String) -> SystemScreen {
    var screen = SystemScreen(size: systemSize)
    let uses = Node.parse("uses\n+ use | id: 7 | service: Record | label: recorder\n-\n").node
    screen.facts = SystemFacts([StateSource(path: "init", node: Node.parse(state).node)], uses: uses)
    screen.loads = screen.facts.components.indices.map { $0 % 5 == 4 ? $0 * 7 % 90 : 0 }
    return screen
  }

  /// Name, RAM in use and quota in KiB, capabilities, what else is said, and who serves it what.
  private static let desktopComponents: [(String, Int, Int, Int, String, [String])] = [
    ("log_hub", 600, 3072, 200, "", []), ("report_rom", 700, 2048, 200, "", []),
    ("platform", 1400, 4096, 400, "", []), ("vga_display", 6600, 8192, 120, "", ["platform Platform", "gui Capture"]),
    ("virtio_rng", 310, 2048, 120, "", ["platform Platform"]),
    ("ps2", 280, 2048, 120, "", ["platform Platform", "event_filter Event"]),
    ("virtio_input", 420, 2048, 200, "", ["platform Platform", "event_filter Event"]),
    ("event_filter", 330, 2048, 150, "", ["gui Event"]), ("mixer", 360, 2048, 120, "", []),
    ("hda", 480, 2048, 150, "", ["platform Platform", "mixer Sound"]),
    ("test_camera", 290, 2048, 120, " | state: crashed | crash: read of unmapped address 0x0", []),
    ("gui", 7800, 10240, 800, "", ["report_rom Report"]),
    ("password", 13_900, 14_336, 200, "", ["gui Gui", "virtio_rng Entropy"]),
    ("consent", 2300, 6144, 250, "", ["gui Gui", "report_rom Report"]),
    ("indicator", 1900, 4096, 150, "", ["gui Gui", "consent Consent", "report_rom ROM"]),
    ("wm", 1400, 8192, 700, " | restarts: 2 | crash: breakpoint", ["gui Gui", "report_rom Report"]),
    ("layouter", 310, 2048, 120, "", ["report_rom Report"]),
    ("decorator", 9100, 24_576, 400, "", ["wm Gui", "report_rom ROM"]), ("wallpaper", 4400, 8192, 120, "", ["gui Gui"]),
    ("pointer", 260, 1024, 120, "", ["gui Gui"]), ("greeter", 220, 512, 60, "", []),
    ("welcome", 2900, 8192, 200, "", ["wm Gui"]), ("terminal", 6200, 16_384, 200, "", ["wm Gui", "log_hub LOG"]),
    ("shell", 410, 4096, 200, "", ["terminal Terminal", "log_hub LOG", "report_rom ROM"]),
    ("settings", 4300, 12_288, 200, " | state: stopped", []),
    (
      "recorder", 3900, 8192, 200, " | denied: 2 | denial: child \"recorder\" is denied Camera",
      ["wm Gui", "log_hub LOG", "mixer Record"]
    ),
    ("system_view", 5200, 16_384, 200, "", ["wm Gui", "log_hub LOG", "consent Consent"]),
  ]

  private static var desktopState: String {
    var text = "state | ms: 61200\n+ ram | quota: 128M | used: 81M | avail: 47M\n"
    for (index, component) in desktopComponents.enumerated() {
      let (name, used, quota, caps, more, servers) = component
      text += "+ child \(name) | binary: \(name) | id: \(index + 1)\(more)\n"
      text +=
        "  + ram | quota: \(quota)K | used: \(used)K\n  + caps | quota: \(caps) | used: \(caps * 2 / 5)\n  + cpu | us: 1\n"
      text += "  + requested\n"
      for server in servers {
        let words = server.split(separator: " ")
        text += "    + session \(words[1]) | state: OK | server: \(words[0])\n"
      }
      if name == "welcome" { text += "  + route | service: Greeter | server: greeter | consent: yes\n" }
    }
    return text + "-\n"
  }

  /// A hundred components.
  private static var crowdState: String {
    var text = "state\n"
    for index in 0..<100 {
      let name = index < 10 ? "server-\(index)" : "application-\(index)"
      text += "+ child \(name)\n  + ram | quota: 2M | used: \(index * 20)K\n  + requested\n"
      if index >= 10 { text += "    + session Gui | state: OK | server: server-\(index % 10)\n" }
      if index > 2, index < 10 { text += "    + session ROM | state: OK | server: server-\(index / 3)\n" }
    }
    return text + "-\n"
  }
}
