using ActorIommu.Hardware.Freedoms;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>Calm hardware but for one freedom.</summary>
internal sealed class Liberty(Freedom freedom) : IChoices
{
    /// <summary>How that is answered; 0 is calm.</summary>
    public int Answer { get; set; }

    public int Choose(Freedom asked, int count) => asked == freedom && Answer < count ? Answer : 0;
}
