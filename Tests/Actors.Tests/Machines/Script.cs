using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>
/// A driver and its devices, all by one seed: maps and unmaps with the invalidations that belong to it, moves streams, writes and
/// reads registers right and wrong, submits illegal commands and mends them, lets devices access memory, and resumes what stalled.
/// </summary>
internal sealed class Script
{
    public const int Streams = 4;
    private const int Pages = 6;

    private readonly SplitMix _random;
    private readonly ISmmuUnderTest _smmu;
    private readonly Board _board;
    private readonly bool _invalidates;
    private readonly AddressSpace[] _spaces;
    private readonly List<string> _answers = [];
    private readonly List<(StreamId Stream, ushort Tag)> _stalls = [];
    private uint _read;

    private Script(ulong seed, ISmmuUnderTest smmu, Board board, bool invalidates)
    {
        (_random, _smmu, _board, _invalidates) = (new SplitMix(seed), smmu, board, invalidates);
        _spaces = [board.NewSpace(1), board.NewSpace(2, abortsOnFault: false), board.NewSpace(3, stalls: true, marks: true)];
    }

    /// <summary>DMAs whose answer was not that of a walk with nothing cached.</summary>
    public int StaleAnswers { get; private set; }

    public IReadOnlyList<string> Answers => _answers;

    /// <summary>Runs a script to its end.</summary>
    /// <param name="seed">All that it does follows from it.</param>
    /// <param name="smmu">Who answers.</param>
    /// <param name="board">Its memory.</param>
    /// <param name="steps">How long it is.</param>
    /// <param name="invalidates">False for a driver that forgets it.</param>
    public static Script Run(ulong seed, ISmmuUnderTest smmu, Board board, int steps, bool invalidates = true)
    {
        var script = new Script(seed, smmu, board, invalidates);
        script.Boot();
        for (var step = 0; step < steps; step++)
        {
            script.Step();
            script.TakeAnswers();
        }

        script.Finish();
        return script;
    }

    private void Boot()
    {
        for (var stream = 0u; stream < Streams; stream++) _board.Attach(stream, _spaces[stream % 3]);
        Write(RegisterOffset.StrtabBase, _board.StreamTable.Raw, 8);
        Write(RegisterOffset.StrtabBaseCfg, _board.StreamTableConfiguration.Raw);
        Write(RegisterOffset.CmdqBase, _board.CommandQueue.Raw, 8);
        Write(RegisterOffset.EventqBase, _board.EventQueue.Raw, 8);
        Write(RegisterOffset.PriqBase, _board.PageRequestQueue.Raw, 8);
        Write(RegisterOffset.PriqIrqCfg2, _random.OneIn(2) ? 0 : 0x8000_0000UL);
        Write(RegisterOffset.EventqIrqCfg0, MsiAddress(), 8);
        Write(RegisterOffset.EventqIrqCfg1, _random.Next());
        Write(RegisterOffset.GerrorIrqCfg0, MsiAddress(), 8);
        Write(RegisterOffset.GerrorIrqCfg1, _random.Next());
        Write(RegisterOffset.IrqCtrl, 7);
        Write(RegisterOffset.Cr0, Enabled.Raw);
    }

    private static Cr0 Enabled => Driver.Enabled with { PRIQEN = true };

    private void Step()
    {
        switch (_random.Below(30))
        {
            case < 9:
                Access();
                break;
            case < 12:
                Map();
                break;
            case 12:
                Unmap();
                break;
            case 13:
                Move();
                break;
            case 14:
                SubmitIllegal();
                break;
            case 15:
                Submit(Commands.SyncWith(_random.Of(SyncSignal.None, SyncSignal.Irq, SyncSignal.Sev), MsiAddress(), (uint)_random.Next()));
                break;
            case 16:
                Poke();
                break;
            case 17:
                ReadEvents();
                break;
            case 18:
                Toggle();
                break;
            case < 22:
                Resume();
                break;
            case 22:
                Submit(Commands.StallTerm((uint)_random.Below(Streams)), Commands.Sync);
                break;
            case < 27:
                AtsAccess();
                break;
            case 27:
                RequestPage();
                break;
            default:
                Read(_random.Below(0x200), _random.Of(4, 8, 2));
                Read(RegisterOffset.Page1 + 0xa8 + _random.Below(8), 4);
                break;
        }
    }

    private void Access()
    {
        var (stream, page, offset) = ((uint)_random.Below(Streams), (ulong)_random.Below(Pages), (ulong)_random.Below(0x200) * 8);
        var access = new AccessAttributes(_random.OneIn(2), _random.OneIn(8), _random.OneIn(4));
        TakeAnswers();
        var fresh = FreshWalk.Of(_smmu, _board, stream, (page << 12) + offset, access);
        if (fresh is null && access.IsWrite)
        {
            // Writes of several devices that are released together have no order, so only reads are let to stall.
            access = access with { IsWrite = false };
            fresh = FreshWalk.Of(_smmu, _board, stream, (page << 12) + offset, access);
        }

        var answer = _smmu.Dma(stream, (page << 12) + offset, access, _random.Of(1, 2, 4, 8), _random.Next());
        var translated = answer?.Outcome == DmaOutcome.BusError ? DmaOutcome.Completed : answer?.Outcome;
        if ((translated, answer?.Address) != (fresh?.Outcome, fresh?.Address)) StaleAnswers++;
        _answers.Add($"dma {stream} {page:x} {offset:x} {access}: {(answer is { } known ? $"{known}" : "stalled")}");
    }

    private void AtsAccess()
    {
        var (stream, page, offset) = ((uint)_random.Below(Streams), (ulong)_random.Below(Pages), (ulong)_random.Below(0x200) * 8);
        var access = new AccessAttributes(_random.OneIn(3), _random.OneIn(8), _random.OneIn(4));
        var fresh = FreshWalk.Of(_smmu, _board, stream, (page << 12) + offset, new AccessAttributes(access.IsWrite));
        var answer = _smmu.AtsDma(stream, (page << 12) + offset, access, _random.Of(1, 2, 4, 8), _random.Next());
        // Only a disabled SMMU aborts what the cache gave; else the address is that of a walk, or there was none.
        var isTranslated = answer.Outcome is DmaOutcome.Completed or DmaOutcome.BusError;
        if (isTranslated && (DmaOutcome.Completed, answer.Address) != fresh) StaleAnswers++;
        _answers.Add($"ats {stream} {page:x} {offset:x} {access}: {answer}");
    }

    // A DMA of the same device comes behind the request; then its SMMU has passed it on to the queue.
    private void RequestPage()
    {
        var stream = (uint)_random.Below(Streams);
        _smmu.RequestPage(default(PageRequest) with
        {
            StreamID = new StreamId(stream),
            SSV = _random.OneIn(4),
            Last = _random.OneIn(2),
            W = _random.OneIn(2),
            R = _random.OneIn(2),
            PRGIndex = (ushort)_random.Below(8),
            Address = new Iova((ulong)_random.Below(Pages) << 12),
        });
        _answers.Add($"dma {stream}: {_smmu.Dma(stream, 0, AccessAttributes.Read, 8, 0)}");
        var producer = Read(RegisterOffset.PriqProd);
        if (_random.OneIn(2)) Submit(Commands.Respond(stream, (ushort)_random.Below(8)));
        if (_random.OneIn(4)) Write(RegisterOffset.PriqCons, producer);
        Read(RegisterOffset.Gerror);
    }

    private void Map()
    {
        var (space, iova) = (_spaces[_random.Below(3)], (ulong)_random.Below(Pages) << 12);
        var output = _random.OneIn(8) ? Board.NoMemory : new Pa(Board.Data.Value + ((ulong)_random.Below(16) << 12));
        if (space == _spaces[2] && _random.OneIn(2)) space.MapClean(iova, output);
        else space.Map(iova, output, isWritable: !_random.OneIn(4));
        Invalidate(_random.OneIn(3) ? Commands.Space(space.Asid) : Commands.Page(space.Asid, iova), iova);
    }

    private void Unmap()
    {
        var (space, iova) = (_spaces[_random.Below(3)], (ulong)_random.Below(Pages) << 12);
        space.Unmap(iova);
        Invalidate(Commands.Page(space.Asid, iova), iova);
    }

    private void Move()
    {
        var stream = (uint)_random.Below(Streams);
        _board.Attach(stream, _random.OneIn(4) ? null : _spaces[_random.Below(3)]);
        Invalidate(Commands.Stream(stream), null);
    }

    // 4.5.1: the SMMU's own caches first, and then those of the devices; a page of all of them, or everything.
    private void Invalidate(Command command, ulong? iova)
    {
        if (!_invalidates) return;
        Submit(command, Commands.Sync);
        for (var stream = 0u; stream < Streams; stream++) Submit(Commands.Atc(stream, iova ?? 0, iova is null ? Command.SizeAll : (byte)0));
        Submit(Commands.Sync);
    }

    // The queue stops there; the driver puts a CMD_SYNC in its place and acknowledges, as Linux does.
    private void SubmitIllegal()
    {
        Submit(Commands.Everything, Commands.Illegal, Commands.Sync);
        var offender = Read(RegisterOffset.CmdqCons);
        Read(RegisterOffset.Gerror);
        _board.Write(_board.CommandAt((uint)offender), Commands.Sync.D0);
        Acknowledge();
        Read(RegisterOffset.CmdqCons);
    }

    private void Acknowledge() => Write(RegisterOffset.Gerrorn, Read(RegisterOffset.Gerror));

    private void Submit(params ReadOnlySpan<Command> commands) => Write(RegisterOffset.CmdqProd, _board.Put(commands));

    private void Poke()
    {
        var offset = _random.Of(
            RegisterOffset.StrtabBase, RegisterOffset.CmdqBase, RegisterOffset.EventqProd, RegisterOffset.CmdqCons, RegisterOffset.Idr0,
            RegisterOffset.Cr2, RegisterOffset.IrqCtrl, RegisterOffset.CmdqProd + 1, RegisterOffset.EventqCons + 2, RegisterOffset.Cr0ack);
        Write(offset, _random.Next(), offset == RegisterOffset.IrqCtrl ? 4 : _random.Of(4, 8));
        Read(offset, 4);
    }

    private void ReadEvents()
    {
        var producer = new EventqProd((uint)Read(RegisterOffset.EventqProd));
        for (; _read != (producer.WR & 0xf); _read = (_read + 1) & 0xf)
        {
            if (_board.Event(_read) is { Stall: true } stall) _stalls.Add((stall.StreamID, stall.STAG));
        }

        Write(RegisterOffset.EventqCons, (default(EventqCons) with { RD = producer.WR, OVACKFLG = producer.OVFLG }).Raw);
        Acknowledge();
    }

    // A stall that software was told of; now and then one that may be none.
    private void Resume()
    {
        ReadEvents();
        var action = _random.Of(ResumeAction.Retry, ResumeAction.Retry, ResumeAction.TerminateAbort, ResumeAction.TerminateRazwi);
        if (_stalls.Count == 0 || _random.OneIn(8))
        {
            Submit(Commands.Resume(new StreamId((uint)_random.Below(Streams)), (ushort)_random.Below(4), action), Commands.Sync);
            return;
        }

        var (stream, tag) = _stalls[_random.Below(_stalls.Count)];
        _stalls.Remove((stream, tag));
        Submit(Commands.Resume(stream, tag, action), Commands.Sync);
    }

    private void TakeAnswers() => _answers.AddRange(_smmu.TakeAnswers());

    // Off, looked at, and on again; everything that a disabled SMMU does is then right or wrong by GBPA.
    private void Toggle()
    {
        var off = _random.Of(
            Enabled with { SMMUEN = false }, Enabled with { CMDQEN = false }, Enabled with { EVENTQEN = false },
            Enabled with { PRIQEN = false }, Enabled with { ATSCHK = true });
        Write(RegisterOffset.Cr0, off.Raw);
        Read(RegisterOffset.Cr0ack);
        Write(RegisterOffset.Gbpa, (default(Gbpa) with { ABORT = _random.OneIn(2), Update = true }).Raw);
        Access();
        AtsAccess();
        RequestPage();
        Write(RegisterOffset.Cr0, Enabled.Raw);
        Read(RegisterOffset.Cr0ack);
    }

    private void Finish()
    {
        for (var stream = 0u; stream < Streams; stream++) Submit(Commands.StallTerm(stream), Commands.Sync);
        TakeAnswers();
        Read(RegisterOffset.CmdqCons);
        Read(RegisterOffset.EventqProd);
        Read(RegisterOffset.Gerror);
        Read(RegisterOffset.Gerrorn);
        _answers.Add($"interrupts {_smmu.Interrupts()}");
    }

    private ulong MsiAddress() => _random.Of(0UL, Board.Data.Value + 0x800, Board.NoMemory.Value);

    private ulong Read(int offset, int sizeBytes = 4)
    {
        var value = _smmu.Read(offset, sizeBytes);
        _answers.Add($"read {offset:x}/{sizeBytes}: {value:x}");
        return value;
    }

    private void Write(int offset, ulong value, int sizeBytes = 4) => _smmu.Write(offset, value, sizeBytes);
}
