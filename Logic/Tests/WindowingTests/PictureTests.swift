import Geometry
import Testing

@testable import Windowing

/// What is seen where, and by whom.
@Suite struct PictureTests {
  let test = TestDesk()

  /// The label of what a capture would show at each pixel, from doing the steps of drawing.
  private func picture(_ showsAll: Bool = true) -> [String] {
    let screen = Rectangle(.zero, test.desk.screen)
    var steps: [DrawStep] = []
    test.desk.drawingSteps(for: screen, showsAll: showsAll, into: &steps)
    var picture = [String](repeating: "never drawn", count: screen.area)
    for step in steps {
      let (rectangle, name) = describe(step)
      for y in rectangle.minY..<rectangle.maxY {
        for x in rectangle.minX..<rectangle.maxX {
          let place = Int(y * screen.width + x)
          if case .blend = step { picture[place] += "+" + name } else { picture[place] = name }
        }
      }
    }
    return picture
  }

  private func describe(_ step: DrawStep) -> (Rectangle, String) {
    switch step {
    case .fill(let rectangle, let color): (rectangle, color == 0 ? "" : String(color, radix: 16))
    case .copy(let rectangle, let client, let from), .blend(let rectangle, let client, let from):
      (rectangle, "\(client.label)@\(from.x),\(from.y)")
    }
  }

  /// The same, pixel by pixel, from the rules alone.
  private func oracle(_ showsAll: Bool = true) -> [String] {
    var picture: [String] = []
    for y in 0..<test.desk.screen.height {
      for x in 0..<test.desk.screen.width { picture.append(oracle(Point(x, y), showsAll)) }
    }
    return picture
  }

  private func oracle(_ point: Point, _ showsAll: Bool) -> String {
    var layers: [String] = []
    let asking = test.desk.collectViews().firstIndex { $0.view.owner.label == "consent" && $0.view.placer.label == "consent" }
    for (index, shown) in test.desk.collectViews().enumerated() where shown.area.contains(point) {
      let owner = shown.view.owner
      if showsAll, let asking, index > asking, shown.view.placer.label != "strip", owner.label != "consent" {
        continue
      }
      if !showsAll && (owner.domain?.isCaptured != true || shown.view.placer.domain?.isCaptured != true) {
        layers.append("")
        return layers.reversed().joined(separator: "+")
      }
      layers.append("\(owner.label)@\(shown.bufferOrigin.x),\(shown.bufferOrigin.y)")
      if !owner.hasAlpha || layers.count == Desk.translucentLimit { return layers.reversed().joined(separator: "+") }
    }
    return (layers + [showsAll && asking != nil ? "102030" : ""]).reversed().joined(separator: "+")
  }

  /// Whoever places its views anew all the time makes nobody draw, as long as they stay where they are.
  @Test func whatIsPlacedWhereItIsIsNotDrawn() throws {
    let (app, wm) = (test.client("app 1", Rectangle(0, 0, 20, 10)), test.client("wm"))
    let view = try test.desk.find(app, 1)
    try test.desk.adopt(wm, 7, view)
    try test.desk.change(wm, .geometry(7, Rectangle(4, 4, 20, 10)))
    _ = test.desk.look(test.display, from: .zero)
    try test.desk.change(app, .geometry(1, Rectangle(0, 0, 20, 10)))
    try test.desk.change(app, .offset(1, .zero))
    try test.desk.change(wm, .geometry(7, Rectangle(4, 4, 20, 10)))
    #expect(test.desk.look(test.display, from: .zero).areas.isEmpty)
    try test.desk.change(wm, .geometry(7, Rectangle(5, 4, 20, 10)))
    #expect(!test.desk.look(test.display, from: .zero).areas.isEmpty)
    try test.desk.change(app, .offset(1, Point(1, 0)))
    #expect(!test.desk.look(test.display, from: .zero).areas.isEmpty)
  }

  @Test func layersLieAboveEachOther() {
    let app = test.client("app 1", Rectangle(0, 0, 40, 26))
    let panel = test.client("panel", Rectangle(0, 0, 5, 5))
    try! test.desk.change(app, .front(1))
    #expect(picture()[4 * 40] == "panel@0,4" && picture()[4 * 40 + 6] == "app 1@0,4")
    try! test.desk.change(panel, .back(1))
    #expect(picture()[4 * 40] == "panel@0,4")
  }

  @Test func nobodyReachesTheStrip() {
    let strip = test.client("strip", Rectangle(0, 0, 40, 4))
    for (number, label) in ["app 1", "panel", "consent", "password", "wallpaper", "wm"].enumerated() {
      let client = test.client(label, Rectangle(-10, -10, 100, 100))
      test.desk.setBuffer(client, Size(1000, 1000), hasAlpha: number.isMultiple(of: 2))
      #expect(test.desk.screen(of: client) == Rectangle(0, 0, 40, 26))
    }
    #expect(picture()[0..<160].allSatisfy { $0 == "strip@0,0" })
    try! test.desk.change(strip, .geometry(1, Rectangle(0, 0, 40, 30)))
    test.desk.setBuffer(strip, Size(40, 30), hasAlpha: false)
    #expect(picture()[160] != "strip@0,0")
  }

  @Test func passwordsAndQuestionsAreBlankForAllButDisplays() {
    _ = test.client("app 1", Rectangle(0, 0, 40, 26))
    _ = test.client("password", Rectangle(5, 5, 5, 5), alpha: true)
    #expect(picture()[9 * 40 + 5] == "app 1@0,4+password@5,9")
    #expect(picture(false)[9 * 40 + 5] == "" && picture(false)[9 * 40 + 4] == "app 1@0,4")
  }

  /// Whoever draws behind a question draws nothing that the person sees, and captures see what they saw before.
  @Test(arguments: ["app 1", "wm", "panel", "wallpaper"]) func nothingIsSeenAroundAQuestion(label: String) {
    _ = test.client("strip", Rectangle(0, 0, 40, 4))
    let question = test.client("consent", Rectangle(10, 10, 9, 9), alpha: true)
    let golden = picture()
    #expect(golden[30 * 40 - 1] == "102030" && golden[20 * 40 + 12] == "102030+consent@10,14" && golden[0] == "strip@0,0")
    _ = test.desk.look(test.display, from: .zero)
    let hostile = test.client(label, Rectangle(-3, -3, 90, 90), alpha: label == "panel")
    for number in 2..<40 { test.show(hostile, Rectangle(Int32(number) % 9, 4, 30, 20), number: UInt32(number)) }
    #expect(picture() == golden)
    #expect(picture(false)[30 * 40 - 1].contains(label) && picture(false)[20 * 40 + 12] == "")
    // When the question is gone, all of the picture is drawn anew.
    _ = test.desk.look(test.display, from: .zero)
    test.desk.remove(question)
    test.desk.settle()
    #expect(test.desk.look(test.display, from: .zero).areas == [Rectangle(0, 0, 40, 30)])
    #expect(picture()[30 * 40 - 1].contains(label))
  }

  /// What the test above would miss if it could not fail: whoever is in front of the question changes the picture.
  @Test func whatIsInFrontOfAQuestionIsSeen() {
    _ = test.client("consent", Rectangle(10, 10, 9, 9), alpha: true)
    let golden = picture()
    _ = test.client("password", Rectangle(12, 12, 2, 2))
    #expect(picture() != golden && picture()[16 * 40 + 12] == "password@12,16")
  }

  /// A client cannot have itself surrounded by having its view placed by somebody trusted, or the other way around.
  @Test func placingDoesNotSurround() throws {
    let (manager, app) = (test.client("wm"), test.client("app 1", Rectangle(0, 0, 9, 9)))
    let question = test.client("consent")
    try test.desk.adopt(question, 7, test.desk.find(app, 1))
    try test.desk.change(question, .geometry(7, Rectangle(0, 0, 9, 9)))
    test.desk.settle()
    #expect(picture()[30 * 40 - 1] == "")
    test.desk.setBuffer(question, Size(5, 5), hasAlpha: false)
    try test.desk.createView(question, 8)
    try test.desk.adopt(manager, 1, test.desk.find(question, 8))
    try test.desk.change(manager, .geometry(1, Rectangle(0, 0, 5, 5)))
    test.desk.settle()
    #expect(picture()[30 * 40 - 1] == "")
  }

  @Test func whoHasNoPolicySeesNothingAndShowsNothing() {
    #expect(test.desk.addCapture("stranger") == nil)
    #expect(test.desk.addClient("stranger") == nil)
    #expect(!test.desk.policy.acceptsEvents(from: "stranger") && test.desk.policy.acceptsEvents(from: "filter"))
  }

  @Test func glassIsStackedOnlySoHigh() {
    let client = test.client("app 1")
    test.desk.setBuffer(client, Size(10, 10), hasAlpha: true)
    for number in 0..<100 { test.show(client, Rectangle(0, 0, 10, 10), number: UInt32(number)) }
    var steps: [DrawStep] = []
    test.desk.drawingSteps(for: Rectangle(0, 4, 10, 10), showsAll: true, into: &steps)
    #expect(steps.count == Desk.translucentLimit)
  }

  @Test func commandsToViewsOfOthersAreUnknown() throws {
    let (one, other) = (test.client("app 1", Rectangle(0, 0, 9, 9)), test.client("app 2"))
    #expect(throws: DeskError.unknownView) { try test.desk.change(other, .geometry(1, Rectangle(0, 0, 1, 1))) }
    #expect(throws: DeskError.unknownView) { try test.desk.destroyView(other, 1) }
    #expect(throws: DeskError.unknownView) { try test.desk.setTitle(other, 1, "mine") }
    #expect(throws: DeskError.unknownView) { try test.desk.createView(other, 5, in: 1) }
    test.show(other, Rectangle(0, 0, 9, 9), number: 2)
    #expect(throws: DeskError.unknownView) { try test.desk.change(other, .inFrontOf(2, 1)) }
    #expect(one.viewCount == 1)
  }

  @Test func viewsAreLimitedInNumberAndDepth() {
    let client = test.client("app 1", Rectangle(0, 0, 9, 9))
    for number in 2...Desk.depthLimit { try! test.desk.createView(client, UInt32(number), in: UInt32(number - 1)) }
    #expect(throws: DeskError.tooMany) { try test.desk.createView(client, 100, in: UInt32(Desk.depthLimit)) }
    for number in 100..<100 + Desk.viewLimit - client.viewCount { try! test.desk.createView(client, UInt32(number)) }
    #expect(throws: DeskError.tooMany) { try test.desk.createView(client, 99_999) }
    // A view cannot be replaced by one within it.
    #expect(throws: DeskError.unknownView) { try test.desk.createView(client, 1, in: 3) }
    try! test.desk.destroyView(client, 1)
    #expect(client.viewCount == Desk.viewLimit - Desk.depthLimit)
  }

  @Test func childrenFollowTheirParentAndAreCutOff() {
    let client = test.client("app 1", Rectangle(10, 10, 10, 10))
    test.desk.setBuffer(client, Size(100, 100), hasAlpha: false)
    try! test.desk.createView(client, 2, in: 1)
    try! test.desk.change(client, .geometry(2, Rectangle(5, 5, 50, 50)))
    try! test.desk.change(client, .offset(2, Point(30, 30)))
    let child = test.desk.shownViews[0]
    #expect(child.area == Rectangle(15, 19, 5, 5) && child.bufferOrigin == Point(-15, -11))
    try! test.desk.change(client, .geometry(1, Rectangle(0, 0, 10, 10)))
    #expect(test.desk.shownViews[0].area == Rectangle(5, 9, 5, 5))
  }

  @Test func adoptedViewsArePlacedByTheAdopterAndTypedAtByTheirOwner() throws {
    let manager = test.client("wm")
    let app = test.client("wm -> editor", Rectangle(0, 0, 10, 10))
    try test.desk.adopt(manager, 7, test.desk.find(app, 1))
    test.desk.settle()
    #expect(test.desk.shownViews.isEmpty)
    try test.desk.change(manager, .geometry(7, Rectangle(20, 10, 30, 5)))
    #expect(test.desk.shownViews[0].area == Rectangle(20, 14, 10, 5))
    // Its own wishes do not move it.
    try test.desk.change(app, .geometry(1, Rectangle(3, 3, 10, 10)))
    #expect(test.desk.shownViews[0].area == Rectangle(20, 14, 10, 5))
    _ = test.events(app)
    test.click(22, 15)
    #expect(test.events(manager).isEmpty)
    expect(test.events(app).first.map { [$0] } ?? [], [.pointer(Point(5, 4))])
    // Others can neither adopt it again nor order it.
    let other = test.client("app 1")
    #expect(throws: DeskError.unknownView) { try test.desk.adopt(other, 7, test.desk.find(app, 1)) }
    try test.desk.destroyView(manager, 7)
    #expect(test.desk.shownViews.isEmpty)
    try test.desk.adopt(manager, 8, test.desk.find(app, 1))
    test.desk.remove(app)
    #expect(manager.viewCount == 0)
    #expect(throws: DeskError.unknownView) { try test.desk.change(manager, .front(8)) }
  }

  @Test func whatChangedIsDrawnAndNothingElse() {
    let app = test.client("app 1", Rectangle(0, 0, 10, 10))
    _ = test.desk.look(test.display, from: .zero)
    #expect(test.desk.look(test.display, from: .zero).areas.isEmpty)
    test.desk.refresh(app, Rectangle(2, 3, 2, 2))
    #expect(test.desk.takeCaptureNews().count == 1)
    #expect(test.desk.look(test.display, from: .zero).areas == [Rectangle(2, 7, 2, 2)])
    test.desk.refresh(app, Rectangle(8, 8, 1000, 1000))
    #expect(test.desk.look(test.display, from: .zero).areas == [Rectangle(8, 12, 2, 2)])
    test.desk.refresh(app, Rectangle(.max, .max, 1, 1))
    #expect(test.desk.takeFrameNews().count == 1)
    #expect(test.desk.look(test.display, from: .zero).areas.isEmpty)
  }

  @Test func floodsLeaveFewRectangles() {
    let app = test.client("app 1", Rectangle(0, 0, 40, 26))
    for number in 0..<10_000 { test.desk.refresh(app, Rectangle(Int32(number % 37), Int32(number % 23), 1, 1)) }
    #expect(test.desk.look(test.display, from: .zero).areas.count <= 8)
  }

  @Test func aDisplayThatIsRestartedChangesNothing() {
    let app = test.client("app 1", Rectangle(0, 0, 10, 10))
    test.desk.remove(test.display)
    #expect(test.desk.screen == Size(40, 30) && test.desk.takeScreenNews().isEmpty)
    let again = test.desk.addCapture("display")!
    test.desk.resize(again, to: Size(50, 30))
    #expect(test.desk.takeScreenNews().first === app)
    #expect(test.desk.look(again, from: .zero).areas == [Rectangle(0, 0, 50, 30)])
  }

  @Test func policyCanChange() {
    let app = test.client("app 1", Rectangle(0, 0, 40, 26))
    test.click(5, 8)
    let text = "config\n+ domain desktop | layer: 5\n+ policy | label: wm | domain: desktop\n-\n"
    test.desk.apply(DeskPolicy(.parse(text)))
    test.desk.settle()
    _ = test.events(app)
    test.type(.a)
    #expect(test.desk.shownViews.isEmpty && test.events(app).isEmpty)
  }

  /// Random views, commands and sizes: drawing does what the rules say, each pixel is drawn, and what is drawn after changes
  /// is what would have been drawn at once.
  @Test(arguments: 1...12 as ClosedRange<UInt64>) func randomPictures(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let labels = ["app 1", "app 2", "panel", "wm", "wm -> x", "password", "consent", "pointer", "strip"]
    let clients = labels.map { test.client($0, random.rectangle(30), alpha: random.number(0...2) == 0) }
    _ = test.desk.look(test.display, from: .zero)
    var before = oracle()
    for _ in 0..<15 {
      for _ in 0..<3 { try change(clients, &random) }
      test.desk.settle()
      let after = oracle()
      #expect(picture() == after)
      #expect(picture(false) == oracle(false))
      checkDamage(before, after)
      before = after
    }
  }

  /// Every pixel that looks different was named.
  private func checkDamage(_ before: [String], _ after: [String]) {
    let areas = test.desk.look(test.display, from: .zero).areas
    for index in before.indices where before[index] != after[index] {
      let point = Point(Int32(index % 40), Int32(index / 40))
      if !areas.contains(where: { $0.contains(point) }) { Issue.record("\(point) changed and is not drawn") }
    }
  }

  private func change(_ clients: [Client], _ random: inout SplitMix) throws {
    let client = clients.randomElement(using: &random)!
    let number = UInt32(random.number(1...6))
    switch random.number(0...9) {
    case 0: _ = try? test.desk.createView(client, number)
    case 1: _ = try? test.desk.createView(client, number, in: UInt32(random.number(1...6)))
    case 2: try? test.desk.destroyView(client, number)
    case 3...4: try? test.desk.change(client, .geometry(number, random.rectangle(30)))
    case 5: try? test.desk.change(client, .offset(number, Point(random.number(-9...9), random.number(-9...9))))
    case 6: try? test.desk.change(client, random.number(0...1) == 0 ? .front(number) : .back(number))
    case 7:
      let other = UInt32(random.number(1...6))
      try? test.desk.change(client, random.number(0...1) == 0 ? .inFrontOf(number, other) : .behind(number, other))
    case 8:
      test.desk.setBuffer(client, Size(random.number(0...40), random.number(0...40)), hasAlpha: client.hasAlpha)
      test.desk.refresh(client, Rectangle(0, 0, 40, 40))
    default:
      let foreign = clients.randomElement(using: &random)!
      if let view = try? test.desk.find(foreign, number) { try? test.desk.adopt(client, UInt32(random.number(1...6)), view) }
      test.move(random.number(0...39), random.number(0...29))
    }
  }
}
