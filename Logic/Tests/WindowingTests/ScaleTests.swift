import Geometry
import HID
import Testing

@testable import Windowing

@Suite struct ScaleTests {
  private func desk(_ text: String = "", width: Int32 = 1600, height: Int32 = 1000) -> Desk {
    let configuration = """
      config\(text)
      + domain strip   | layer: 1 | reserve: 28
      + domain panel   | layer: 2 | origin: bottom_left | height: 40
      + domain desktop | layer: 3 | height: -40 | focus: click
      + policy | label: strip    | domain: strip
      + policy | label: panel    | domain: panel
      + policy | label: settings | domain: desktop | scales: yes
      + policy | label_prefix: app | domain: desktop
      + capture | + policy | label: display | display: yes
      -
      """
    let desk = Desk(DeskPolicy(Node.parse(Array(configuration.utf8)).node!))
    desk.resize(desk.addCapture("display")!, to: Size(width, height))
    return desk
  }

  @Test func whoMayChoosesForAll() {
    let desk = desk()
    let (settings, app) = (desk.addClient("settings")!, desk.addClient("app")!)
    let (strip, panel) = (desk.addClient("strip")!, desk.addClient("panel")!)
    _ = desk.takeScreenNews()
    #expect(desk.scale == 1 && desk.screen(of: app) == Rectangle(0, 0, 1600, 932))
    #expect(desk.chooseScale(2, by: settings) && desk.scale == 2)
    #expect(desk.screen(of: strip) == Rectangle(0, 0, 1600, 56))
    #expect(desk.screen(of: panel) == Rectangle(0, 0, 1600, 80))
    #expect(desk.screen(of: app) == Rectangle(0, 0, 1600, 864))
    #expect(desk.hasScreenNews && desk.takeScreenNews().count == 4, "everybody hears of it")
    #expect(desk.chooseScale(2, by: settings) && !desk.hasScreenNews, "nothing changed")
    #expect(desk.chooseScale(1, by: settings) && desk.scale == 1)
    #expect(desk.screen(of: app) == Rectangle(0, 0, 1600, 932))
  }

  @Test func nobodyElseMay() {
    let desk = desk()
    for label in ["app", "strip", "panel"] {
      let client = desk.addClient(label)!
      #expect(!desk.chooseScale(2, by: client) && desk.scale == 1)
    }
  }

  @Test func thereIsNoOtherScale() {
    let desk = desk()
    let settings = desk.addClient("settings")!
    for scale in [0, 3, 4, 100, .max] as [UInt64] { #expect(!desk.chooseScale(scale, by: settings) && desk.scale == 1) }
  }

  @Test func onASmallScreenEverythingStaysReadable() {
    for (width, height) in [(1024, 768), (1279, 4000), (4000, 799), (0, 0)] as [(Int32, Int32)] {
      let desk = desk(" | scale: 2", width: width, height: height)
      #expect(desk.scale == 1)
      let settings = desk.addClient("settings")!
      #expect(desk.chooseScale(2, by: settings) && desk.scale == 1)
    }
  }

  @Test func theConfigurationSaysWhatItIsAtFirst() {
    let desk = desk(" | scale: 2")
    #expect(desk.scale == 2)
    let settings = desk.addClient("settings")!
    #expect(desk.chooseScale(1, by: settings) && desk.scale == 1)
    desk.apply(desk.policy)
    #expect(desk.scale == 1, "what a person chose stays")
  }
}
