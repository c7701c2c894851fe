// All components in a table, for those who compare numbers.

import Geometry
import HID
import Painting
import Typography
import Widgets

extension SystemScreen {
  var list: Element<SystemWish> {
    let order = listed
    return Element.table(
      [
        Column("Component"), Column("State", width: 92), Column("RAM", width: 118, alignment: .trailing),
        Column("Capabilities", width: 84, alignment: .trailing), Column("CPU", width: 48, alignment: .trailing),
      ],
      rows: order.map { row($0) }, selected: selection.flatMap { order.firstIndex(of: $0) },
      select: { .select(facts.components[order[$0]].path) }
    ).padded(Padding(10, 8)).height(.stretch(1))
  }

  /// What is shown, in order.
  var listed: [Int] {
    let found = facts.components.indices.filter { matches($0) }
    switch order {
    case .system: return found
    case .cpu: return found.sorted { (load($0) ?? -1, $1) > (load($1) ?? -1, $0) }
    case .ram: return found.sorted { (facts.components[$0].ram?.used ?? -1, $1) > (facts.components[$1].ram?.used ?? -1, $0) }
    }
  }

  private func row(_ index: Int) -> [Element<SystemWish>] {
    let component = facts.components[index]
    return [
      .text(component.name, component.worst == .failure ? .strong : .body, component.worst == .failure ? .danger : .primary),
      .text(component.condition.words, .body, component.condition.tint),
      .text(component.ram?.bytesForPeople ?? "", .body, .secondary, alignment: .trailing),
      .text(
        component.capabilities.map { "\($0.used) of \($0.quota)" } ?? "", .body, .secondary, alignment: .trailing),
      .text(load(index).map { $0.percentForPeople } ?? "", .body, .secondary, alignment: .trailing),
    ]
  }
}
