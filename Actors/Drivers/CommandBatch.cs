using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>Commands for one SMMU that end with a CMD_SYNC: what follows them begins when it has completed.</summary>
/// <param name="Smmu">Whose queue.</param>
/// <param name="Commands">Without the CMD_SYNC; none, and there is only that.</param>
internal sealed record CommandBatch(SmmuId Smmu, ImmutableArray<Command> Commands)
{
    /// <summary>It is about the caches of devices.</summary>
    public bool IsAtc => Commands.Any(command => command.Opcode == CommandOpcode.AtcInv);
}
