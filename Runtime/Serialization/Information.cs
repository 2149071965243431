using Akka.Actor;
using Akka.Annotations;

namespace Akka.Serialization;

/// <summary>The system that serializes, and the address under which the receiver can reach its actors.</summary>
[InternalApi]
public sealed record Information(Address Address, ActorSystem System);
