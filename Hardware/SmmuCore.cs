// Not modelled: Secure and Realm state, ATOS, DVM (BTM), MPAM, RME; see docs/CAPABILITIES.md.
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Stalls;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware;

/// <summary>The SMMU of <see cref="ISmmuCore"/> as the architecture has it.</summary>
public sealed partial class SmmuCore : ISmmuCore
{
    // Where walks never all end, the log is cut back to what the oldest of them needs once it is this long.
    private const int TrimThreshold = 256;

    private readonly TranslationUnit _unit;
    private readonly List<TranslationWalk> _walks = [];
    private readonly List<long> _begun = [];
    private readonly Stack<int> _idle = [];
    private readonly PendingEffects? _pending;
    private readonly Speculation? _speculation;
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
        Implementation = implementation ?? SmmuImplementation.Default;
        _unit = new TranslationUnit(capabilities, Implementation);
        Stalls = new StallTable(Implementation.StallTags, capabilities.Idr0.TermModel, () => ++_sequence);
        if (!_unit.IsCalm) (_pending, _speculation) = (new PendingEffects(_unit.Choices), new Speculation(_unit.Choices));
        ApplyRegisters();
    }

    /// <inheritdoc/>
    public SmmuCapabilities Capabilities => _unit.Capabilities;

    /// <inheritdoc/>
    public SmmuImplementation Implementation { get; }

    /// <inheritdoc/>
    public RegisterFile Registers { get; }

    /// <summary>The translations of the main TLB, for tests and explanations.</summary>
    public IReadOnlyList<IotlbEntry> CachedTranslations => _unit.Caches.Main.Entries;

    /// <summary>Everything that is cached of translations: main TLB, micro-TLBs and table descriptors.</summary>
    public IReadOnlyList<IotlbEntry> CachedEntries => [.. _unit.Caches.Entries];

    /// <summary>The streams whose STE is cached, in order, for tests and explanations.</summary>
    public IReadOnlyList<StreamId> CachedStreams => [.. _unit.Configurations.Lines.Select(line => line.Id).OrderBy(id => id.Value)];

    /// <inheritdoc/>
    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value)
    {
        var wasEnabled = _unit.Enabled;
        var effects = Registers.Write(offset, sizeBytes, value);
        ApplyRegisters();
        if (wasEnabled && !_unit.Enabled) Stalls.Terminate(stream: null);
        return effects;
    }

    /// <inheritdoc/>
    public WalkId BeginWalk(in Transaction transaction, out WalkStep step)
    {
        if (_pending is not null) TakeLiberties();
        return Begin(transaction, isSpeculative: false, out step);
    }

    /// <inheritdoc/>
    public bool TryBeginSpeculativeWalk(out WalkId walk, out WalkStep step)
    {
        (walk, step) = (default, default);
        // 6.3.9.6: nothing is fetched while SMMUEN is 0.
        if (_speculation is null || !_speculation.TryTake(out var transaction) || !_unit.Enabled) return false;
        walk = Begin(transaction, isSpeculative: true, out step);
        return true;
    }

    /// <inheritdoc/>
    public DescriptorUpdate UpdateOf(WalkId walk) => _walks[walk.Slot].Update;

    /// <inheritdoc/>
    public WalkStep Resume(WalkId walk, ulong data)
    {
        if (_pending is not null) TakeLiberties();
        return _walks[walk.Slot].Resume(data);
    }

    /// <inheritdoc/>
    public WalkStep ResumeWithAbort(WalkId walk)
    {
        if (_pending is not null) TakeLiberties();
        return _walks[walk.Slot].ResumeWithAbort();
    }

    /// <inheritdoc/>
    public TranslationResult EndWalk(WalkId walk)
    {
        if (_pending is not null) TakeLiberties();
        _begun[walk.Slot] = 0;
        _idle.Push(walk.Slot);
        if (!WalksAreOpen) _unit.Invalidations.Clear();
        else if (_unit.Invalidations.Count > TrimThreshold) _unit.Invalidations.Trim(OldestTicket());
        if (_speculation is not null && Speculates(_walks[walk.Slot], _speculation)) return default;
        ref readonly var result = ref _walks[walk.Slot].Result;
        if (result.Status == TranslationStatus.Stalled) return Hold(walk.Slot);
        if (_retries.Count != 0) _retries.Remove(walk.Slot);
        return result;
    }

    /// <inheritdoc/>
    public void Execute(in Command command)
    {
        if (_pending is not null) TakeLiberties();
        if (command.Opcode == CommandOpcode.Resume)
        {
            Stalls.Resume(command);
            return;
        }

        if (command.Opcode == CommandOpcode.StallTerm)
        {
            Stalls.Terminate(command.StreamID);
            return;
        }

        var translations = CommandDecoder.Translations(command, Capabilities, _unit.Cr2.E2H);
        var configurations = translations is null ? CommandDecoder.Configurations(command) : null;
        if (translations is null && configurations is null)
        {
            _speculation?.Executed(command);
            return;
        }

        var effect = new PendingEffects.Effect(translations, configurations);
        if (_pending is null || !_pending.Postpones(effect)) Apply(effect);
    }

    /// <inheritdoc/>
    public WalkBarrier Barrier()
    {
        while (_pending is not null && _pending.TryTake(out var effect)) Apply(effect);
        return new WalkBarrier(_sequence);
    }

    /// <inheritdoc/>
    public bool IsDrained(WalkBarrier barrier)
    {
        if (_unit.Bugs.Has(Bug.SyncWithoutDrain)) return true;
        foreach (var begun in _begun)
        {
            if (begun != 0 && begun <= barrier.Sequence) return false;
        }

        return !(Stalls.OldestRelease <= barrier.Sequence);
    }

    private WalkId Begin(in Transaction transaction, bool isSpeculative, out WalkStep step)
    {
        if (!_idle.TryPop(out var slot)) slot = AddSlot();
        _begun[slot] = ++_sequence;
        step = _walks[slot].Start(transaction, isSpeculative);
        return new WalkId(slot);
    }

    private int AddSlot()
    {
        _walks.Add(new TranslationWalk(_unit));
        _begun.Add(0);
        return _walks.Count - 1;
    }

    // 3.14: whatever becomes of a speculative access, no event is recorded, and nobody is answered.
    private static bool Speculates(TranslationWalk walk, Speculation speculation)
    {
        if (!walk.IsSpeculative && walk.Transaction.Kind == TransactionKind.Untranslated) speculation.Ended(walk.Transaction);
        return walk.IsSpeculative;
    }

    // What hardware may do at any time; each call of the core is a time. Nothing when calm.
    private void TakeLiberties()
    {
        while (_pending!.TryTakeSome(out var effect)) Apply(effect);
        _unit.Caches.Evict(_unit.Choices);
        _unit.Configurations.Evict();
    }

    // 4.4: any command may invalidate more than it must.
    private void Apply(in PendingEffects.Effect effect)
    {
        var more = _unit.Takes(Freedom.OverInvalidation);
        if (effect.Translations is { } translations)
        {
            if (more) _unit.Caches.Clear();
            else _unit.Caches.Invalidate(translations);
            _unit.Invalidations.Record(translations, WalksAreOpen);
        }
        else if (effect.Configurations is { } configurations)
        {
            _unit.Configurations.Invalidate(more ? ConfigurationScope.All : configurations);
            _unit.Invalidations.Record(configurations, WalksAreOpen);
        }
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
        _unit.ChecksTranslated = Registers.Cr0Ack.ATSCHK;
        _unit.Gbpa = Registers.Gbpa;
        _unit.Cr2 = Registers.Cr2;
        _unit.StreamTableBase = Registers.StrtabBase;
        _unit.StreamTableConfiguration = Registers.StrtabBaseCfg;
    }
}
