using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>For whom commands are issued, and who is told what becomes of them.</summary>
/// <param name="History">Who is told.</param>
/// <param name="Operation">On whose behalf.</param>
/// <param name="Batch">The list.</param>
internal readonly record struct CommandOrigin(IHistory History, OperationId Operation, BatchId Batch)
{
    /// <summary>Nobody is told.</summary>
    public static CommandOrigin None => new(NoHistory.Instance, default, default);
}
