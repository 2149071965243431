// Not modelled: Secure and Realm state, ATS and PRI, stalls, HTTU, ATOS, DVM (BTM), MPAM, RME; see docs/CAPABILITIES.md.
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <summary>The SMMU of <see cref="ISmmuCore"/> as the architecture has it.</summary>
public sealed class SmmuCore : ISmmuCore
{
    // Where walks never all end, the log is cut back to what the oldest of them needs once it is this long.
    private const int TrimThreshold = 256;

    private readonly TranslationUnit _unit;
    private readonly List<TranslationWalk> _walks = [];
    private readonly List<long> _begun = [];
    private readonly Stack<int> _idle = [];
    private long _sequence;

    /// <param name="capabilities">Identification registers; features that are not modelled may not be offered.</param>
    /// <param name="implementation">Caches, choices and defects; <see cref="SmmuImplementation.Default"/> if null.</param>
    /// <exception cref="ArgumentException">A capability bit offers what <see cref="UnmodelledFeatures"/> lists.</exception>
    public SmmuCore(SmmuCapabilities capabilities, SmmuImplementation? implementation = null)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        if (UnmodelledFeatures.OfferedBy(capabilities) is { Count: > 0 } offered)
            throw new ArgumentException($"Not modelled, so it cannot be offered: {string.Join(", ", offered)}.", nameof(capabilities));
        Registers = new RegisterFile(capabilities);
        _unit = new TranslationUnit(capabilities, implementation ?? SmmuImplementation.Default);
        ApplyRegisters();
    }

    /// <inheritdoc/>
    public SmmuCapabilities Capabilities => _unit.Capabilities;

    /// <inheritdoc/>
    public RegisterFile Registers { get; }

    /// <summary>The translations that are cached, for tests and explanations.</summary>
    public IReadOnlyList<IotlbEntry> CachedTranslations => _unit.Iotlb.Entries;

    /// <inheritdoc/>
    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value)
    {
        var effects = Registers.Write(offset, sizeBytes, value);
        ApplyRegisters();
        return effects;
    }

    /// <inheritdoc/>
    public WalkId BeginWalk(in Transaction transaction, out WalkStep step)
    {
        if (!_idle.TryPop(out var slot))
        {
            slot = _walks.Count;
            _walks.Add(new TranslationWalk(_unit));
            _begun.Add(0);
        }

        _begun[slot] = ++_sequence;
        step = _walks[slot].Start(transaction);
        return new WalkId(slot);
    }

    /// <inheritdoc/>
    public WalkStep Resume(WalkId walk, ulong data) => _walks[walk.Slot].Resume(data);

    /// <inheritdoc/>
    public WalkStep ResumeWithAbort(WalkId walk) => _walks[walk.Slot].ResumeWithAbort();

    /// <inheritdoc/>
    public TranslationResult EndWalk(WalkId walk)
    {
        _begun[walk.Slot] = 0;
        _idle.Push(walk.Slot);
        if (!WalksAreOpen) _unit.Invalidations.Clear();
        else if (_unit.Invalidations.Count > TrimThreshold) _unit.Invalidations.Trim(OldestTicket());
        return _walks[walk.Slot].Result;
    }

    /// <inheritdoc/>
    public void Execute(in Command command)
    {
        if (CommandDecoder.Translations(command, Capabilities, _unit.Cr2.E2H) is { } translations)
        {
            _unit.Iotlb.Invalidate(translations);
            _unit.Invalidations.Record(translations, WalksAreOpen);
        }
        else if (CommandDecoder.Configurations(command) is { } configurations)
        {
            _unit.Configurations.Invalidate(configurations);
            _unit.Invalidations.Record(configurations, WalksAreOpen);
        }
    }

    /// <inheritdoc/>
    public WalkBarrier Barrier() => new(_sequence);

    /// <inheritdoc/>
    public bool IsDrained(WalkBarrier barrier)
    {
        foreach (var begun in _begun)
        {
            if (begun != 0 && begun <= barrier.Sequence) return false;
        }

        return true;
    }

    private bool WalksAreOpen => _idle.Count != _walks.Count;

    private FillTicket OldestTicket()
    {
        var oldest = new FillTicket(long.MaxValue);
        for (var slot = 0; slot < _walks.Count; slot++)
        {
            if (_begun[slot] != 0 && _walks[slot].Ticket.Epoch < oldest.Epoch) oldest = _walks[slot].Ticket;
        }

        return oldest;
    }

    private void ApplyRegisters()
    {
        _unit.Enabled = Registers.Cr0Ack.SMMUEN;
        _unit.Gbpa = Registers.Gbpa;
        _unit.Cr2 = Registers.Cr2;
        _unit.StreamTableBase = Registers.StrtabBase;
        _unit.StreamTableConfiguration = Registers.StrtabBaseCfg;
    }
}
