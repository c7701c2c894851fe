// What a component gets with `import Bulkhead`: the framework, the interfaces, and typed calls.

@_exported import RPC
@_exported import Sessions
