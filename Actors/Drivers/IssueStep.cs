using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>What a producer needs before its next step.</summary>
internal enum IssueNeed : byte
{
    /// <summary>Nothing; others may come in between.</summary>
    Turn,

    /// <summary>A pause.</summary>
    Pause,

    /// <summary>CMDQ_CONS.</summary>
    Consumer,

    /// <summary>A write of CMDQ_PROD, and that it is in force.</summary>
    PublishedProducer,

    /// <summary>It is over.</summary>
    Done,
}

/// <summary>What a step of a producer came to.</summary>
/// <param name="Need">What it needs now.</param>
/// <param name="Producer">What to write to CMDQ_PROD.</param>
/// <param name="Pause">How long to pause.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct IssueStep(IssueNeed Need, uint Producer = 0, TimeSpan Pause = default, CommandsOutcome Status = default);
