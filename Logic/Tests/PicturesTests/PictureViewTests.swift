import Geometry
import Painting
import Testing

@testable import Pictures

@Suite struct PictureViewTests {
  @Test func largePicturesAreFitted() {
    let view = PictureView(picture: Size(2000, 1000), room: Size(500, 500))
    #expect(view.percent == 25)
    #expect(view.frame == Rectangle(0, 125, 500, 250))
  }

  @Test func smallPicturesAreNotEnlarged() {
    let view = PictureView(picture: Size(100, 50), room: Size(500, 500))
    #expect(view.percent == 100)
    #expect(view.frame == Rectangle(200, 225, 100, 50))
  }

  @Test func fittedPicturesFollowTheRoom() {
    var view = PictureView(picture: Size(2000, 1000), room: Size(500, 500))
    view.resize(Size(1000, 1000))
    #expect(view.percent == 50)
    view.zoom(1)
    let scale = view.scale
    view.resize(Size(400, 400))
    #expect(view.scale == scale)
  }

  @Test func whatIsUnderThePointerStaysThere() {
    var view = PictureView(picture: Size(1000, 1000), room: Size(500, 500))
    view.zoom(to: PictureView.one, at: Point(250, 250))
    let place = Point(300, 200)
    let before = view.source(of: place)
    view.zoom(3, at: place)
    let after = view.source(of: place)
    #expect(abs(before.x - after.x) < PictureView.one && abs(before.y - after.y) < PictureView.one)
  }

  @Test func noEdgeIsLeftEmpty() {
    var view = PictureView(picture: Size(1000, 1000), room: Size(500, 500))
    view.zoom(to: PictureView.one, at: .zero)
    for distance in [Point(9000, 0), Point(-9000, 9000), Point(0, -9000), Point(.max, .min)] {
      view.pan(by: distance)
      #expect(view.frame.contains(Rectangle(0, 0, 500, 500)))
    }
  }

  @Test func panningMovesByPixelsOfTheRoom() {
    var view = PictureView(picture: Size(1000, 1000), room: Size(500, 500))
    view.zoom(to: PictureView.one, at: Point(250, 250))
    let before = view.frame
    view.pan(by: Point(-30, 20))
    #expect(view.frame == before.offset(by: Point(-30, 20)))
  }

  @Test func zoomEndsSomewhere() {
    var view = PictureView(picture: Size(65_535, 65_535), room: Size(16_384, 16_384))
    view.zoom(100)
    #expect(view.scale == PictureView.most)
    view.zoom(-100)
    #expect(view.scale == PictureView.least)
    view = PictureView(picture: Size(0, 0), room: Size(0, 0))
    view.zoom(1)
    view.pan(by: Point(1, 1))
    #expect(view.frame.size == Size(1, 1))
  }

  // MARK: Drawing

  private static func drawn(_ picture: Picture, _ view: PictureView) -> Picture {
    var target = Picture(view.room, Color(0x00ff00))
    target.draw { canvas in canvas.draw(picture, view, at: .zero) }
    return target
  }

  private static func squares(_ size: Size) -> Picture {
    var picture = Picture(size)
    for index in 0..<size.area {
      picture.set(index, to: (index + index / Int(size.width)) % 2 == 0 ? 0xffff_ffff : 0xff00_0000)
    }
    return picture
  }

  @Test func smallerPicturesAreMeans() {
    let target = Self.drawn(Self.squares(Size(40, 40)), PictureView(picture: Size(40, 40), room: Size(20, 20)))
    for y in 0..<20 as Range<Int32> {
      for x in 0..<20 as Range<Int32> { #expect(target[x, y] == 0xff80_8080) }
    }
  }

  @Test func largerPicturesHaveSquarePixels() {
    var view = PictureView(picture: Size(4, 4), room: Size(16, 16))
    view.zoom(to: PictureView.one * 4, at: Point(8, 8))
    let target = Self.drawn(Self.squares(Size(4, 4)), view)
    #expect(view.frame == Rectangle(0, 0, 16, 16))
    for y in 0..<16 as Range<Int32> {
      for x in 0..<16 as Range<Int32> { #expect(target[x, y] == ((x / 4 + y / 4) % 2 == 0 ? 0xffff_ffff : 0xff00_0000)) }
    }
  }

  @Test func nothingIsDrawnBesideThePicture() {
    let target = Self.drawn(Self.squares(Size(10, 10)), PictureView(picture: Size(10, 10), room: Size(20, 20)))
    #expect(target[4, 4] == 0xff00_ff00 && target[15, 15] == 0xff00_ff00)
    #expect(target[5, 5] == 0xffff_ffff && target[14, 14] == 0xffff_ffff)
  }

  @Test func everyScaleDrawsWithinThePicture() {
    let picture = Self.squares(Size(37, 23))
    var view = PictureView(picture: picture.size, room: Size(64, 48))
    for steps in [-30, -7, -1, 1, 3, 9, 30] {
      view.fit()
      view.zoom(steps)
      view.pan(by: Point(13, -5))
      _ = Self.drawn(picture, view)
    }
  }
}

@Suite struct DocumentFormatTests {
  @Test func formatsAreTold() {
    #expect(DocumentFormat(of: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0].span) == .png)
    #expect(DocumentFormat(of: [0xff, 0xd8, 0xff, 0xe0].span) == .jpeg)
    #expect(DocumentFormat(of: Array("qoif....".utf8).span) == .qoi)
    #expect(DocumentFormat(of: Array("Grüße, κόσμε\n\t€ 😀".utf8).span) == .text)
  }

  @Test func whatIsNoTextIsUnknown() {
    for bytes in [
      [], [0], [0x1b, 0x5b], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80], [0x80], [0x89, 0x50],
      [0xe0, 0x80, 0x80], [0xff],
    ] as [[UInt8]] { #expect(DocumentFormat(of: bytes.span) == .unknown) }
  }
}
