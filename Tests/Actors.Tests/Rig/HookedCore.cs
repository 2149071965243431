using System.Collections.Concurrent;
using ActorIommu.Hardware;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>The calls of <see cref="ISmmuCore"/> that may be made to fail.</summary>
public enum CoreCall
{
    WriteRegister,
    BeginWalk,
    BeginRetry,
    Resume,
    EndWalk,
    Execute,
    Barrier,
    IsDrained,
}

/// <summary>A core whose calls throw when they are told to, and whose walks can be held where they are.</summary>
internal sealed class HookedCore(ISmmuCore core) : ISmmuCore
{
    private readonly ConcurrentDictionary<CoreCall, Action> _hooks = [];
    private readonly Dictionary<WalkId, WalkStep> _asked = [];
    private volatile bool _holdsWalks;

    /// <summary>While true no walk gets past the read that it waits for. For granularities that read once a message.</summary>
    public bool HoldsWalks
    {
        get => _holdsWalks;
        set => _holdsWalks = value;
    }

    public SmmuCapabilities Capabilities => core.Capabilities;

    public SmmuImplementation Implementation => core.Implementation;

    public RegisterFile Registers => core.Registers;

    public StallTable Stalls => core.Stalls;

    /// <summary>Something happens, once, just before the next such call.</summary>
    public void Before(CoreCall call, Action action) => Assert.True(_hooks.TryAdd(call, action));

    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value, bool updatesLater = false)
    {
        Once(CoreCall.WriteRegister);
        return core.WriteRegister(offset, sizeBytes, value, updatesLater);
    }

    public RegisterEffects CompleteUpdates() => core.CompleteUpdates();

    public WalkId BeginWalk(in Transaction transaction, out WalkStep step)
    {
        Once(CoreCall.BeginWalk);
        var walk = core.BeginWalk(transaction, out step);
        _asked[walk] = step;
        return walk;
    }

    public WalkId BeginRetry(out WalkStep step)
    {
        Once(CoreCall.BeginRetry);
        var walk = core.BeginRetry(out step);
        _asked[walk] = step;
        return walk;
    }

    public DescriptorUpdate UpdateOf(WalkId walk) => core.UpdateOf(walk);

    public bool TryBeginSpeculativeWalk(out WalkId walk, out WalkStep step)
    {
        if (!core.TryBeginSpeculativeWalk(out walk, out step)) return false;
        _asked[walk] = step;
        return true;
    }

    public WalkStep Resume(WalkId walk, ulong data)
    {
        Once(CoreCall.Resume);
        return HoldsWalks ? _asked[walk] : (_asked[walk] = core.Resume(walk, data));
    }

    public WalkStep ResumeWithAbort(WalkId walk) => HoldsWalks ? _asked[walk] : (_asked[walk] = core.ResumeWithAbort(walk));

    public ref readonly TranslationResult EndWalk(WalkId walk)
    {
        Once(CoreCall.EndWalk);
        return ref core.EndWalk(walk);
    }

    public void Execute(in Command command, EffectReceipt receipt = default)
    {
        Once(CoreCall.Execute);
        core.Execute(command, receipt);
    }

    public WalkBarrier Barrier()
    {
        Once(CoreCall.Barrier);
        return core.Barrier();
    }

    public bool IsDrained(WalkBarrier barrier)
    {
        Once(CoreCall.IsDrained);
        return core.IsDrained(barrier);
    }

    private void Once(CoreCall call)
    {
        if (_hooks.TryRemove(call, out var action)) action();
    }
}
