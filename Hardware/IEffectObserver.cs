namespace ActorIommu.Hardware;

/// <summary>Who wants to know when commands take effect, which may be long after they were consumed (IHI 0070 4.7.3).</summary>
public interface IEffectObserver
{
    /// <summary>A command has taken effect. Called in the middle of a call of the core, which must not be called from here.</summary>
    /// <param name="tag">What <see cref="EffectReceipt.Tag"/> says.</param>
    void TookEffect(long tag);
}

/// <summary>Whom to tell when a command takes effect. The default is nobody.</summary>
/// <param name="Observer">Who.</param>
/// <param name="Tag">Which command, in the words of who is told.</param>
public readonly record struct EffectReceipt(IEffectObserver? Observer, long Tag)
{
    internal void Deliver() => Observer?.TookEffect(Tag);
}
