// What a component gets with `import Sandbox`: also the engine's values, such as the states of children.

@_exported import Composition
