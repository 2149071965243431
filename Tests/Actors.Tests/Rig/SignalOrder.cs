using ActorIommu.Hardware.Freedoms;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>Calm hardware but for the order of a CMD_SYNC's signal and CONS.</summary>
internal sealed class SignalOrder : IChoices
{
    public bool IndexFirst { get; set; }

    public int Choose(Freedom freedom, int count) => freedom == Freedom.SyncSignalOrder && IndexFirst ? 1 : 0;
}
