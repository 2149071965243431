using Akka.Actor;

namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>What an <see cref="A"/> does. Shared by all incarnations, which it counts.</summary>
internal sealed class Script
{
    /// <summary>Called with every message, after it was logged.</summary>
    public Action<A, object>? Receive { get; init; }

    public Action<A>? Constructor { get; init; }

    public Action<A>? PreStart { get; init; }

    public Action<A>? PostRestart { get; init; }

    /// <summary>Whether PreRestart leaves out the base method, which stops the children.</summary>
    public bool KeepsChildren { get; init; }

    public SupervisorStrategy? Strategy { get; init; }

    public int Incarnations { get; set; }
}
