// Capabilities to views, for those who hand them to a window manager.

import Bulkhead
import Windowing

/// An object that stands for a view. Nothing can be asked of it.
private final class ViewObject: RPCObject {
  func serve(_ request: inout Request) {}
}

/// The capabilities that a session made of its views.
final class ViewHandles {
  private final class Handle {
    let view: View
    let served: ServedObject<GuiView>

    init(_ view: View, _ served: consuming ServedObject<GuiView>) {
      self.view = view
      self.served = served
    }
  }

  private var handles: [Handle] = []

  func capability(of view: View) -> Capability<GuiView>? {
    for handle in handles where handle.view === view { return handle.served.capability }
    return nil
  }

  func view(behind capability: Capability<GuiView>) -> View? {
    for handle in handles where handle.served.capability == capability { return handle.view }
    return nil
  }

  func add(_ view: View, _ entrypoint: Entrypoint) -> Capability<GuiView>? {
    guard let served = try? entrypoint.serve(ViewObject(), as: GuiView.self) else { return nil }
    let capability = served.capability
    handles.append(Handle(view, served))
    return capability
  }

  /// Removes those whose view is gone, and calls `body` for each.
  func removeAll(_ body: () -> Void) {
    for handle in handles where !handle.view.isAlive { body() }
    handles.removeAll { !$0.view.isAlive }
  }
}
