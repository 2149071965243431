using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Experiments;

/// <summary>A fault that happens on the first visit of its site once it is armed, and never again.</summary>
internal sealed class OneFault(FaultSite site) : IFaults
{
    private int _armed;

    public void Arm() => Volatile.Write(ref _armed, 1);

    public bool Fires(FaultSite visited) => visited == site && Interlocked.Exchange(ref _armed, 0) == 1;
}
