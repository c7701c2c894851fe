// What is seen: layers, the strip, translucency, captures.

import Bulkhead
import Geometry
import Input

extension TestGui {
  func checkPicture() throws(SessionError) {
    expect(display.look().isEmpty == false, "the first look shows all")
    expect(display.look().isEmpty, "the second one nothing")
    let app = try Painter("app", environment)
    defer { app.end() }
    attempt("drawing") { () throws(GuiFailure) in
      try app.prepare(50, 40)
      app.fill(0x11_2233)
      try app.show(10, 20)
    }
    environment.entrypoint.dispatchPendingIOSignals()
    expect(display.signals > 0, "the display is told")
    expect(display.color(10, 30), 0x11_2233, "a view is seen below the strip")
    expect(display.color(9, 30), 0, "and not beside it")
    environment.entrypoint.dispatchPendingIOSignals()
    expect(app.frames > 0, "the client is told of the frame")
    app.fill(0x44_5566, Rectangle(5, 5, 2, 2))
    expect(display.look() == [Rectangle(15, 35, 2, 2)], "only what changed is drawn")
    checkBlit(app)
    try checkLayers(app)
    try checkStrip()
  }

  private func checkBlit(_ app: Painter) {
    attempt("a blit") { () throws(GuiFailure) in
      try app.session.call(Gui.blit, Pair(Rectangle(5, 5, 2, 2), Point(6, 6)))
      try app.session.call(Gui.blit, Pair(Rectangle(.min, .min, .max, .max), Point(.max, .max)))
    }
    expect(app.pixel(7, 7), 0x44_5566, "a blit moves pixels")
    expect(display.color(17, 37), 0x44_5566, "a blit is seen")
  }

  private func checkLayers(_ app: Painter) throws(SessionError) {
    let panel = try Painter("panel", environment)
    defer { panel.end() }
    attempt("drawing in another layer") { () throws(GuiFailure) in
      try panel.prepare(20, 20, hasAlpha: true)
      panel.fill(0x8040_2010)
      try panel.show(0, 20)
      try app.session.call(Gui.execute, ViewCommands([.front(ViewID(1))]))
    }
    expect(display.color(0, 31), 0x40_2010, "glass over nothing")
    // Half of 11 22 33 remains.
    expect(display.color(12, 31), 0x48_3129, "glass over a window")
    panel.fill(0xff01_0203)
    expect(display.color(12, 31), 0x01_0203, "opaque pixels hide what is below")
    panel.fill(0)
    expect(display.color(12, 31), 0x11_2233, "pixels of nothing do not")
  }

  private func checkStrip() throws(SessionError) {
    let (strip, bold) = (try Painter("strip", environment), try Painter("consent", environment))
    defer {
      strip.end()
      bold.end()
    }
    attempt("drawing everywhere") { () throws(GuiFailure) in
      try strip.prepare(200, 100)
      strip.fill(0xaa_aaaa)
      try strip.show(0, 0)
      try bold.prepare(200, 100)
      bold.fill(0xbb_bbbb)
      try bold.show(0, -50)
      try bold.place(Rectangle(-10, -50, 400, 400))
      try bold.session.call(Gui.execute, ViewCommands([.front(ViewID(1)), .offset(ViewID(1), Point(-100, -100))]))
      try bold.session.call(Gui.execute, ViewCommands([.offset(ViewID(1), Point(0, 0))]))
    }
    expect(display.color(100, 9), 0xaa_aaaa, "the strip is its owner's")
    expect(display.color(100, 10), 0xbb_bbbb, "and ends where it ends")
  }

  /// A question has all input, and nobody but the person sees it.
  func checkExclusive() throws(SessionError) {
    let (app, question) = (try Painter("app", environment), try Painter("consent", environment))
    let spy = try Viewer("spy", environment, 200, 100)
    defer {
      app.end()
      question.end()
      spy.end()
    }
    attempt("drawing") { () throws(GuiFailure) in
      try app.prepare(60, 60)
      app.fill(0x11_2233)
      try app.show(0, 0)
      click(5, 15)
      _ = app.events()
      try question.prepare(20, 20)
      question.fill(0x99_9999)
      try question.show(10, 10)
    }
    expect(display.color(15, 25), 0x99_9999, "the person sees a question")
    expect(spy.color(15, 25), 0, "nobody else does")
    expect(spy.color(5, 15), 0x11_2233, "but the rest")
    expect(app.events() == [.hoverLeave], "who is below hears that the pointer left it, and no more")
    click(5, 15)
    submit(.press(.a, character: "a"), .release(.a))
    expect(app.events().isEmpty, "nobody else hears what is typed")
    expect(question.events().contains(.press(.a, character: "a")), "the question does")
  }

  /// Whoever has all input and hangs loses it to the person's escape; nothing else takes it away.
  func checkWayOut() throws(SessionError) {
    let (app, question) = (try Painter("app", environment), try Painter("password", environment))
    defer {
      app.end()
      question.end()
    }
    attempt("drawing") { () throws(GuiFailure) in
      try app.prepare(60, 60)
      app.fill(0x11_2233)
      try app.show(0, 0)
      click(5, 15)
      try question.prepare(20, 20)
      question.fill(0x99_9999)
      try question.show(0, 10)
    }
    _ = app.events()
    submit(.press(.escape, character: nil), .release(.escape))
    expect(display.color(5, 25), 0x99_9999, "escape takes nothing from who may yet answer")
    environment.entrypoint.pause(.seconds(6))
    submit(.press(.a, character: "a"), .release(.a))
    expect(display.color(5, 25), 0x99_9999, "nor do time and other keys from who hangs")
    expect(app.events().isEmpty, "of which nobody hears")
    submit(.press(.escape, character: nil), .release(.escape))
    expect(display.color(5, 25), 0x11_2233, "escape gets a person out of what hangs")
    submit(.press(.b, character: "b"), .release(.b))
    expect(app.events().contains(.press(.b, character: "b")), "who goes on")
    expect(!question.events().contains(.press(.a, character: "a")), "what was typed for who hung is forgotten")
    expect(display.color(5, 25), 0x99_9999, "who answers again is there again")
  }

  /// As fast as copying? The scenario counts instructions instead of time, so that the machine's load is not this server's.
  func measureRedraw() throws(SessionError) {
    let (width, height): (Int32, Int32) = (1920, 1080)
    let screen = try Viewer("display", environment, width, height)
    defer { screen.end() }
    let app = try Painter("app", environment, donation: 10 << 20)
    defer { app.end() }
    attempt("a large window") { () throws(GuiFailure) in
      try app.prepare(width, height)
      try app.show(0, 0)
    }
    screen.look()
    var (drawing, copying) = (UInt64.max, UInt64.max)
    for _ in 0..<5 {
      let start = environment.clock.ticks
      try? app.session.call(Gui.refresh, Rectangle(0, 0, width, height))
      screen.look()
      let middle = environment.clock.ticks
      screen.copyHalves()
      (drawing, copying) = (min(drawing, middle - start), min(copying, environment.clock.ticks - middle))
    }
    let percent = copying * 100 / max(drawing, 1)
    environment.log("bench: desktop.redraw \(percent) percent")
    expect(percent >= 70, "a redraw is hardly slower than copying")
  }
}
