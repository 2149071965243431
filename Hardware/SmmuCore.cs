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
    private const int NoSlot = -1;

    private readonly TranslationUnit _unit;
    private readonly PendingEffects? _pending;
    private readonly Speculation? _speculation;
    private TranslationWalk[] _walks = [];
    private int _idle = NoSlot;
    private int _open;
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
        Stalls = new StallTable(StallTags(capabilities, Implementation), capabilities.Idr0.TermModel, () => ++_sequence);
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
    public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value, bool updatesLater = false)
    {
        var effects = Registers.Write(offset, sizeBytes, value);
        ApplyRegisters();
        return updatesLater ? effects : effects | CompleteUpdates();
    }

    /// <inheritdoc/>
    public RegisterEffects CompleteUpdates()
    {
        var wasEnabled = _unit.Enabled;
        var effects = Registers.CompleteUpdates();
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
    public ref readonly TranslationResult EndWalk(WalkId walk)
    {
        if (_pending is not null) TakeLiberties();
        var ended = _walks[walk.Slot];
        (ended.Begun, ended.NextIdle, _idle) = (0, _idle, walk.Slot);
        _open--;
        if (_unit.Invalidations.Count != 0) Forget();
        if (_speculation is not null) Speculate(ended, _speculation);
        if (ended.Result.Status == TranslationStatus.Stalled) Hold(ended);
        ended.Retried = null;
        return ref ended.Result;
    }

    /// <inheritdoc/>
    public void Execute(in Command command, EffectReceipt receipt = default)
    {
        if (_pending is not null) TakeLiberties();
        if (command.Opcode == CommandOpcode.Resume)
        {
            Stalls.Resume(command);
            receipt.Deliver();
            return;
        }

        if (command.Opcode == CommandOpcode.StallTerm)
        {
            Stalls.Terminate(command.StreamID);
            receipt.Deliver();
            return;
        }

        var translations = CommandDecoder.Translations(command, Capabilities, _unit.Cr2.E2H, _unit.Bugs);
        var configurations = translations is null ? CommandDecoder.Configurations(command) : null;
        if (translations is null && configurations is null)
        {
            _speculation?.Executed(command);
            receipt.Deliver();
            return;
        }

        var effect = new PendingEffects.Effect(translations, configurations, receipt);
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
        foreach (var walk in _walks)
        {
            if (walk.Begun != 0 && walk.Begun <= barrier.Sequence) return false;
        }

        return !(Stalls.OldestRelease <= barrier.Sequence);
    }

    // 6.3.6: never more recorded stalls without an answer than IDR5.STALL_MAX says; where it says nothing, as many as there are STAGs.
    private static int StallTags(SmmuCapabilities capabilities, SmmuImplementation implementation) => capabilities.Idr5.StallMax is 0
        ? implementation.StallTags
        : Math.Min(implementation.StallTags, capabilities.Idr5.StallMax);

    private WalkId Begin(in Transaction transaction, bool isSpeculative, out WalkStep step)
    {
        var walk = TakeIdle();
        walk.Begun = ++_sequence;
        step = walk.Start(transaction, isSpeculative);
        return new WalkId(walk.Slot);
    }

    private TranslationWalk TakeIdle()
    {
        if (_idle == NoSlot) AddWalk();
        var walk = _walks[_idle];
        _idle = walk.NextIdle;
        _open++;
        return walk;
    }

    private void AddWalk()
    {
        _idle = _walks.Length;
        _walks = [.. _walks, new TranslationWalk(_unit, _idle) { NextIdle = NoSlot }];
    }

    // What was invalidated matters to the walks that are open, and to nobody else.
    private void Forget()
    {
        if (!WalksAreOpen) _unit.Invalidations.Clear();
        else if (_unit.Invalidations.Count > TrimThreshold) _unit.Invalidations.Trim(OldestTicket());
    }

    // 3.14: whatever becomes of a speculative access, no event is recorded, and nobody is answered.
    private static void Speculate(TranslationWalk ended, Speculation speculation)
    {
        if (ended.IsSpeculative) ended.Result = default;
        else if (ended.Transaction.Kind == TransactionKind.Untranslated) speculation.Ended(ended.Transaction);
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
            else _unit.Caches.Invalidate(translations, isRaced: WalksAreOpen && _unit.Bugs.Has(Quirk.TlbiRaceSurvives));
            _unit.Invalidations.Record(translations, WalksAreOpen);
        }
        else if (effect.Configurations is { } configurations)
        {
            _unit.Configurations.Invalidate(more ? ConfigurationScope.All : configurations);
            _unit.Invalidations.Record(configurations, WalksAreOpen);
        }

        effect.Receipt.Deliver();
    }

    private bool WalksAreOpen => _open != 0;

    private FillTicket OldestTicket()
    {
        var oldest = new FillTicket(long.MaxValue);
        foreach (var walk in _walks)
        {
            if (walk.Begun != 0 && walk.Ticket.Epoch < oldest.Epoch) oldest = walk.Ticket;
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
