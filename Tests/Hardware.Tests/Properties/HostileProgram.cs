using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Properties;

/// <summary>One random program against one SMMU: structures, registers, commands and transactions in any order.</summary>
internal sealed class HostileProgram : IAtsEndpoint
{
    // The longest way: 1 + 8 for the STE; L1CD, CD (8) and four stage 1 descriptors, each behind four of stage 2; the output's
    // four; and for an update of stage 1 the output's and its own descriptor's, twice where stage 2 changes that descriptor.
    private const int MostReadsOfATransaction = 9 + 5 + 12 + 20 + 4 + 16;
    private const int MostReadsOfAQueue = 1 << 22;

    private static readonly SmmuCapabilities[] Chips =
    [
        Chip.Full, Chip.Full, Chip.Large, Chip.Ats, Chip.Ats, Chip.Ats,
        Chip.Make(
            zero => zero with { ATS = true, NS1ATS = true, PRI = true },
            one => one with { SSIDSIZE = 0, PRIQS = 3 }, three => three with { PPS = true }),
        Chip.Make(zero => zero with { S2P = false, Hyp = false, StLevel = StreamTableLevels.Linear }),
        Chip.Make(zero => zero with { S1P = false, MSI = false }),
        Chip.Make(
            zero => zero with { TermModel = true, ASID16 = false, VMID16 = false },
            one => one with { SSIDSIZE = 0, AttrPermsOvr = false }),
        Chip.Make(zero => zero with { StallModel = StallModel.StallAndTerminate, HTTU = HardwareUpdates.AccessDirty }),
        Chip.Make(zero => zero with { StallModel = StallModel.StallAndTerminate, TermModel = true }),
        Chip.Make(zero => zero with { StallModel = StallModel.ForcedStall, HTTU = HardwareUpdates.Access }),
        Chip.Make(zero => zero with { HTTU = HardwareUpdates.AccessDirty }),
        Chip.Make(idr3: three => three with { STT = true, RIL = false, XNX = false, HAD = false }),
    ];

    private static readonly int[] Registers =
    [
        RegisterOffset.Cr0, RegisterOffset.Cr1, RegisterOffset.Cr2, RegisterOffset.Gbpa, RegisterOffset.IrqCtrl, RegisterOffset.Gerrorn,
        RegisterOffset.GerrorIrqCfg0, RegisterOffset.GerrorIrqCfg1, RegisterOffset.StrtabBase, RegisterOffset.StrtabBaseCfg,
        RegisterOffset.CmdqBase, RegisterOffset.CmdqProd, RegisterOffset.CmdqCons, RegisterOffset.EventqBase, RegisterOffset.EventqIrqCfg0,
        RegisterOffset.EventqIrqCfg1, RegisterOffset.EventqProd, RegisterOffset.EventqCons, RegisterOffset.PriqBase,
        RegisterOffset.PriqIrqCfg0, RegisterOffset.PriqIrqCfg2, RegisterOffset.PriqProd, RegisterOffset.PriqCons,
    ];

    private static readonly TransactionKind[] Kinds =
    [
        TransactionKind.Untranslated, TransactionKind.Untranslated, TransactionKind.TranslationRequest,
        TransactionKind.TranslationRequest, TransactionKind.Translated,
    ];

    private readonly HostileMemory _memory;
    private readonly Prng _random;
    private readonly SmmuCapabilities _capabilities;
    private readonly SmmuCore _core;
    private readonly SynchronousSmmu _smmu;
    private readonly HostileStructures _structures;
    private readonly HostileTally _tally;
    private readonly List<(WalkId Walk, WalkStep Step, Transaction Transaction)> _open = [];
    private readonly Dictionary<StallId, Transaction> _stalled = [];
    private uint _produced;

    public HostileProgram(HostileMemory memory, ulong seed, HostileTally tally)
    {
        (_memory, _random, _tally) = (memory, new Prng(seed), tally);
        memory.Clear();
        _capabilities = Chips[_random.Below(Chips.Length)];
        _core = new SmmuCore(
            _capabilities,
            new SmmuImplementation { TlbCapacity = _random.Of(0, 1, 4, 64, int.MaxValue), StallTags = _random.Of(1, 2, 1 << 16) });
        _smmu = new SynchronousSmmu(_core, memory, this);
        _structures = new HostileStructures(memory, _capabilities, _random);
    }

    public void Run()
    {
        _structures.Write();
        Enable();
        for (var step = 8 + _random.Below(24); step > 0; step--) Step();
        while (_open.Count > 0) Advance(0, int.MaxValue);
        EndStalls();
        _tally.Count(_smmu.ReadRegister(RegisterOffset.Gerror, 4), _smmu.ReadRegister(RegisterOffset.CmdqCons, 4));
    }

    private void Step()
    {
        switch (_random.Below(16))
        {
            case 0 or 1:
                SubmitCommand();
                break;
            case 2:
                WriteAnyRegister();
                break;
            case 3:
                _structures.Disturb();
                break;
            case 4 when _open.Count < 3:
                var transaction = AnyTransaction();
                _open.Add((_core.BeginWalk(transaction, out var first), first, transaction));
                break;
            case 5 when _open.Count > 0:
                Advance(_random.Below(_open.Count), 1 + _random.Below(8));
                break;
            case 7 when _random.OneIn(2):
                RequestPages();
                break;
            case 6:
                WriteRegister(RegisterOffset.EventqCons, 4, _smmu.ReadRegister(RegisterOffset.EventqProd, 4));
                break;
            default:
                Translate();
                break;
        }
    }

    private void Enable()
    {
        var isTwoLevel = _random.OneIn(4);
        var configuration = isTwoLevel ? 0x1_0000UL | (6 << 6) | 8 : 3UL;
        _smmu.WriteRegister(RegisterOffset.StrtabBase, 8, _structures.Noisy(HostileStructures.StreamTable + (isTwoLevel ? 0x1000UL : 0)));
        _smmu.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, _structures.Noisy(configuration));
        _smmu.WriteRegister(RegisterOffset.CmdqBase, 8, _structures.Noisy(HostileStructures.CommandQueue | 4));
        _smmu.WriteRegister(RegisterOffset.EventqBase, 8, _structures.Noisy(HostileStructures.EventQueue | 4));
        _smmu.WriteRegister(RegisterOffset.PriqBase, 8, _structures.Noisy(HostileStructures.PageRequestQueue | 2));
        _smmu.WriteRegister(RegisterOffset.Cr2, 4, _random.Of(2UL, 2UL, 0UL, 3UL, 10UL));
        _smmu.WriteRegister(RegisterOffset.IrqCtrl, 4, 7);
        _smmu.WriteRegister(RegisterOffset.Cr0, 4, _random.Of(0xfUL, 0x1fUL));
    }

    private void Translate()
    {
        var transaction = AnyTransaction();
        _memory.Allow(MostReadsOfATransaction);
        var result = _smmu.Translate(transaction);
        _memory.Allow(int.MaxValue);
        Take(transaction, result);
    }

    private void Advance(int index, int steps)
    {
        var (walk, step, transaction) = _open[index];
        for (; steps > 0 && !step.IsDone; steps--)
        {
            Assert.Equal(0UL, step.Address.Value & 7);
            step = _core.Answer(walk, step, _memory);
        }

        _open[index] = (walk, step, transaction);
        if (!step.IsDone) return;
        Take(transaction, _core.EndWalk(walk));
        _open.RemoveAt(index);
    }

    private void Take(in Transaction transaction, in TranslationResult result)
    {
        _tally.Check(transaction, result, _capabilities);
        if (result.Status == TranslationStatus.Stalled) Assert.True(_stalled.TryAdd(result.Stall, transaction));
    }

    // Each stalled transaction is answered once, and not before something released it.
    private void TakeAnswers()
    {
        while (_smmu.TryTakeAnswered(out var stall, out var result))
        {
            Assert.True(_stalled.Remove(stall, out var transaction), $"{stall} was not stalled.");
            _tally.Check(transaction, result, _capabilities);
            _tally.Reach("a stalled transaction answered");
        }

        Assert.Equal(_stalled.Count, _core.Stalls.Count);
    }

    private void EndStalls()
    {
        TakeAnswers();
        foreach (var stream in _stalled.Values.Select(transaction => transaction.Stream).Distinct().ToList())
            _core.Execute(default(Command) with { Opcode = CommandOpcode.StallTerm, StreamID = stream });
        WriteRegister(RegisterOffset.Idr0, 4, 0);
        TakeAnswers();
        Assert.Empty(_stalled);
    }

    private Transaction AnyTransaction()
    {
        var stream = _random.Below(40) switch { 0 => (uint)_random.Edge(), 1 => (uint)_random.Below(300), _ => (uint)_random.Below(8) };
        SubstreamId? substream = _random.Below(10) switch
        {
            0 => new SubstreamId((uint)_random.Below(5)),
            1 when _random.OneIn(4) => new SubstreamId((uint)_random.Edge() & 0xf_ffff),
            _ => null,
        };
        var access = new AccessAttributes(_random.OneIn(2), _random.OneIn(4), _random.OneIn(3));
        return new Transaction(new StreamId(stream), new Iova(_structures.Address()), access, substream)
        {
            Kind = _capabilities.Idr0.ATS || _random.OneIn(20) ? _random.Of(Kinds) : TransactionKind.Untranslated,
        };
    }

    private void RequestPages()
    {
        for (var count = 1 + _random.Below(6); count > 0; count--)
        {
            var page = new PageRequest(_random.Edge(), _random.Edge());
            if (!_random.OneIn(8)) page = page with { StreamID = new StreamId((uint)_random.Below(10)), Last = _random.OneIn(2) };
            _memory.Allow(MostReadsOfATransaction);
            _smmu.RequestPage(page);
            _memory.Allow(int.MaxValue);
        }

        if (_random.OneIn(3)) WriteRegister(RegisterOffset.PriqCons, 4, _smmu.ReadRegister(RegisterOffset.PriqProd, 4));
    }

    bool IAtsEndpoint.TryInvalidate(StreamId stream, in InvalidateRequest request)
    {
        Assert.True(request.First.Value <= request.Last.Value, $"{request}");
        return !_random.OneIn(4);
    }

    void IAtsEndpoint.Answer(in PageResponse response) => _tally.Count(response);

    private void SubmitCommand()
    {
        ReadOnlySpan<ulong> opcodes =
        [
            1, 2, 3, 4, 5, 6, 0x10, 0x11, 0x12, 0x13, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23, 0x28, 0x2a, 0x2a, 0x30, 0x40, 0x40, 0x41, 0x46,
            0x46, 0x44, 0x44, 0x44, 0x45,
        ];
        if (_stalled.Count > 0 && _random.OneIn(3)) opcodes = [0x44];
        var d0 = _random.Of(opcodes) | ((ulong)_random.Below(4) << 32) | ((ulong)_random.Below(4) << 48);
        if (_random.OneIn(12)) d0 = _random.Edge();
        var address = (_structures.Address() & ~0xfffUL) | (_random.Next() & 0xf01);
        var d1 = _random.Below(3) switch { 0 => _random.Edge(), 1 => address, _ => 0UL };
        if (_random.OneIn(4)) d0 |= _random.Next() & 0x01f1_f000;
        _memory.Poke(HostileStructures.CommandQueue + (16 * (_produced & 15)), _structures.Noisy(d0), _structures.Noisy(d1));
        _produced++;
        WriteRegister(RegisterOffset.CmdqProd, 4, _produced & 31);
        if (_random.OneIn(2)) WriteRegister(RegisterOffset.Gerrorn, 4, _smmu.ReadRegister(RegisterOffset.Gerror, 4));
    }

    private void WriteAnyRegister()
    {
        var offset = _random.Below(8) switch
        {
            0 => (int)_random.Edge(),
            1 => _random.Below(0x20000),
            2 => _random.Of(Registers) + _random.Below(8),
            _ => _random.Of(Registers),
        };
        var size = _random.Of(4, 4, 4, 8, 8, 1, 2, 0, 16, -1);
        var value = _random.OneIn(2) ? _random.Edge() : _random.Flip(_smmu.ReadRegister(offset, size), 2);
        WriteRegister(offset, size, value);
        if (!_random.OneIn(4)) Enable();
    }

    private void WriteRegister(int offset, int size, ulong value)
    {
        _memory.Allow(MostReadsOfAQueue);
        _smmu.WriteRegister(offset, size, value);
        _memory.Allow(int.MaxValue);
        TakeAnswers();
    }
}
