namespace ActorIommu.Messages;

/// <summary>Who decides whether a fault is injected, asked where an effect becomes a message. The default is that nothing fails.</summary>
public interface IFaults
{
    /// <summary>True if the fault happens on this visit of the site.</summary>
    bool Fires(FaultSite site) => false;
}
