// A window that shows how loud it is around the microphone, as long as the person lets it.

import Bulkhead
import Geometry
import GuiClient
import Samples
import SoundClient
import Toolkit
import Widgets

enum Wish {
  case listen
  case stop
  case leave
}

@main final class RecorderProgram: Component {
  private let environment: Environment
  private let window: InterfaceWindow<Wish>
  private var recorder: SoundRecorder?
  private var words = "The microphone is off."
  /// The loudest sample since the meter was last drawn, and what the meter shows.
  private var peak = 0
  private var shownPeak = 0
  /// Frames until it is drawn again.
  private var framesLeft = 0

  init(_ environment: Environment) throws(SessionError) {
    self.environment = environment
    window = try InterfaceWindow(environment, title: Text("Recorder"), size: Size(360, 180))
    window.close = .leave
    window.onWishes = { [self] wishes in for wish in wishes { fulfil(wish) } }
    window.show(page)
  }

  private var page: Element<Wish> {
    .column(
      spacing: 12, padding: Padding(20),
      [
        .text("How loud is it?", .title),
        .meter(shownPeak, of: 32768),
        .text(words, .body, .secondary),
        .line([
          .button("Listen", style: .primary, recorder == nil ? .listen : nil),
          .button("Stop", recorder == nil ? nil : .stop), .spacer,
        ]),
      ])
  }

  private func fulfil(_ wish: Wish) {
    switch wish {
    case .listen: listen()
    case .stop:
      recorder?.close()
      say("The microphone is off.")
    case .leave: environment.exit(0)
    }
  }

  private func listen() {
    let recorder = SoundRecorder(environment, frames: 9600, channels: 1)
    self.recorder = recorder
    words = "Waiting for your permission."
    recorder.onChange = { [self] in heard() }
    heard()
    window.show(page)
  }

  private func heard() {
    guard let recorder else { return }
    switch recorder.state {
    case .asking: return
    case .refused: say("You did not allow it.")
    case .ended: say("You stopped it.")
    case .recording: measure(recorder)
    }
  }

  private func say(_ text: String) {
    recorder = nil
    (words, shownPeak) = (text, 0)
    environment.log(text)
    window.show(page)
  }

  /// Ten times a second.
  private func measure(_ recorder: SoundRecorder) {
    while recorder.count > 0 {
      let sample = Int(recorder.take().mono)
      peak = max(peak, sample < 0 ? -sample : sample)
      framesLeft -= 1
    }
    guard framesLeft <= 0 else { return }
    (shownPeak, peak, framesLeft) = (peak, 0, SoundRate.frames / 10)
    words = "The microphone is on."
    window.show(page)
  }
}
