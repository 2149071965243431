using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Caches.Freshness;

/// <summary>Which stages translate.</summary>
internal enum FreshnessShape
{
    StageOne,
    Nested,
    El2,
}

/// <summary>
/// Software by the rules, devices and an SMMU that takes liberties, interleaved at single reads, single writes and single commands by
/// one seed. After every DMA the ghost says whether its answer is one that software still had to expect.
/// </summary>
internal sealed class FreshnessRun
{
    public const uint Streams = 4;

    private const ulong Ram = 0x4000_0000;
    private const ulong FirstFrame = 0x20_0000_0000;
    private readonly PhysicalMemory _memory = new((new Pa(Ram), 1UL << 24));
    private readonly Func<Command, Command?> _alter;
    private readonly AddressSpace[] _spaces;
    private readonly List<ConfigurationFact>[] _streams;
    private readonly StageTwoSpace? _stageTwo;
    private readonly List<OpenWalk> _walks = [];
    private readonly Stack<ulong> _freeTables = [];
    private ulong _nextTable = Ram + 0x1_0000;
    private ulong _nextFrame = FirstFrame;

    public FreshnessRun(ulong seed, BugSet bugs, Func<Command, Command?>? alter = null)
    {
        Random = new Prng(seed);
        _alter = alter ?? (command => command);
        Shape = Random.Of(FreshnessShape.StageOne, FreshnessShape.Nested, FreshnessShape.El2);
        Implementation = new SmmuImplementation
        {
            TlbCapacity = Random.Of(0, 1, 4, SmmuImplementation.Unbounded, SmmuImplementation.Unbounded),
            MicroTlbs = Random.Of(0, 1, 3),
            MicroTlbCapacity = Random.Of(0, 1, 4, SmmuImplementation.Unbounded),
            WalkCacheCapacity = Random.Of(0, 1, 4, SmmuImplementation.Unbounded, SmmuImplementation.Unbounded),
            ConfigurationCacheCapacity = Random.Of(0, 1, 2, SmmuImplementation.Unbounded),
            Replacement = Random.Of(Replacement.Oldest, Replacement.LeastRecentlyUsed, Replacement.Chosen),
            Choices = Choices = new SeededChoices(seed ^ 0xc401ce),
            Bugs = bugs,
        };
        Core = new SmmuCore(Chip.Full, Implementation);
        if (Shape == FreshnessShape.Nested) _stageTwo = new StageTwoSpace(this);
        // 3.17: in EL2 there are no ASIDs, all contexts are one.
        _spaces = [.. Enumerable.Range(1, Shape == FreshnessShape.El2 ? 1 : 2).Select(asid => new AddressSpace(this, (ushort)asid))];
        _streams = [.. Enumerable.Range(0, (int)Streams).Select(_ => new List<ConfigurationFact>())];
        for (var space = 0; space < _spaces.Length; space++) WriteContext(space);
        for (var stream = 0u; stream < Streams; stream++) WriteStream(stream, Random.Below(_spaces.Length));
        Core.WriteRegister(RegisterOffset.StrtabBase, 8, Ram);
        Core.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, 2);
        Core.WriteRegister(RegisterOffset.Cr0, 4, 1);
    }

    public static Vmid Vmid => new(5);

    public Prng Random { get; }

    public FreshnessShape Shape { get; }

    public SmmuImplementation Implementation { get; }

    public SeededChoices Choices { get; }

    public SmmuCore Core { get; }

    public long Now { get; private set; }

    public bool IsEnding { get; private set; }

    /// <summary>What software works on: devices go there more often than elsewhere.</summary>
    public ulong Hot { get; set; }

    public int Translated { get; private set; }

    public int Faults { get; private set; }

    public static ulong TableDescriptor(ulong table) => table | 3;

    /// <summary>Runs; null, or the first answer that is wrong.</summary>
    public string? Run(int steps)
    {
        var threads = _spaces.Select(space => space.Work().GetEnumerator()).Append(Reconfigure().GetEnumerator()).ToList();
        if (_stageTwo is not null) threads.Add(_stageTwo.Work().GetEnumerator());
        while (threads.Count != 0 || _walks.Count != 0)
        {
            IsEnding = ++Now >= steps;
            if (Now > 100L * steps) return "the run does not end: CMD_SYNC never completes";
            if (Random.OneIn(6) && threads.Count != 0)
            {
                var thread = Random.Below(threads.Count);
                if (!threads[thread].MoveNext()) threads.RemoveAt(thread);
            }
            else if (_walks.Count < 4 && !IsEnding && Random.OneIn(2))
            {
                BeginDma();
            }
            else if (_walks.Count != 0 && Advance(Random.Below(_walks.Count)) is { } wrong)
            {
                return $"at {Now}: {wrong}";
            }
        }

        return CompareWithMemory();
    }

    public ulong AllocateTable()
    {
        var table = _freeTables.TryPop(out var freed) ? freed : (_nextTable += 0x1000) - 0x1000;
        for (var word = 0UL; word < 0x1000; word += 8) Write(table + word, 0);
        return table;
    }

    public void FreeTable(ulong table) => _freeTables.Push(table);

    /// <summary>2 MiB that nothing was ever mapped to: below a stage 2 an IPA that is mapped at once.</summary>
    public ulong NewFrame()
    {
        var frame = NewOutput();
        _stageTwo?.Add(frame);
        return frame;
    }

    public ulong NewOutput() => (_nextFrame += 0x20_0000) - 0x20_0000;

    public void Write(ulong address, ulong value) => Assert.True(_memory.TryWrite64(new Pa(address), value));

    public bool Execute(Command command)
    {
        if (_alter(command) is { } altered) Core.Execute(altered);
        BeginSpeculation();
        return true;
    }

    public IEnumerable<bool> Synchronise()
    {
        yield return true;
        var barrier = Core.Barrier();
        while (!Core.IsDrained(barrier)) yield return true;
    }

    private void BeginDma()
    {
        var stream = (uint)Random.Below((int)Streams);
        var access = Random.OneIn(3) ? AccessAttributes.Write : AccessAttributes.Read;
        var transaction = new Transaction(new StreamId(stream), new Iova(RandomAddress()), access);
        var id = Core.BeginWalk(transaction, out var step);
        _walks.Add(new OpenWalk(id, transaction, Now, step, IsSpeculative: false));
    }

    private ulong RandomAddress() => Random.OneIn(3) ? AddressSpace.RandomAddress(Random) : Hot + (8 * (ulong)Random.Below(512));

    private void BeginSpeculation()
    {
        if (Core.TryBeginSpeculativeWalk(out var id, out var step)) _walks.Add(new OpenWalk(id, default, Now, step, IsSpeculative: true));
    }

    private string? Advance(int index)
    {
        var walk = _walks[index];
        if (!walk.Step.IsDone)
        {
            var step = _memory.TryRead64(walk.Step.Address, out var data) ? Core.Resume(walk.Id, data) : Core.ResumeWithAbort(walk.Id);
            _walks[index] = walk with { Step = step };
            return null;
        }

        _walks.RemoveAt(index);
        var result = Core.EndWalk(walk.Id);
        BeginSpeculation();
        if (walk.IsSpeculative) return result.HasEvent ? $"a speculative walk recorded {result.Event.Id}" : null;
        return IsExpected(walk, result)
            ? null
            : $"{Shape} stream {walk.Transaction.Stream.Value} {walk.Transaction.Address} {walk.Transaction.Access.Kind} "
                + $"since {walk.Begun} gave {result.Status} {result.Address} "
                + $"{(result.HasEvent ? result.Event.Id : default)} by {result.Path}; {Known(walk)}";
    }

    private string Known(OpenWalk walk) => string.Join(
        "; ",
        _streams[walk.Transaction.Stream.Value].Where(fact => fact.Until >= walk.Begun).Select(fact => fact.Space is not { } space
            ? $"stream invalid until {fact.Until}"
            : $"stream {Array.IndexOf(_spaces, space)} until {fact.Until}: "
                + $"absent until {space.Page(walk.Transaction.Address.Value).AbsentUntil}, "
                + string.Join(
                    ", ",
                    space.Page(walk.Transaction.Address.Value).Facts.Where(page => page.Until >= walk.Begun)
                        .Select(page => $"{page.Frame:x} {(page.IsWritable ? "rw" : "ro")} until {page.Until}"))));

    private bool IsExpected(OpenWalk walk, in TranslationResult result)
    {
        var configurations = _streams[walk.Transaction.Stream.Value].Where(fact => fact.Until >= walk.Begun).ToList();
        var address = walk.Transaction.Address.Value;
        if (result.Status == TranslationStatus.Translated)
        {
            Translated++;
            var output = result.Address.Value;
            return configurations.Any(fact => fact.Until == Fact.Forever && fact.Space is not null
                && fact.Space.Page(address).Facts.Any(mapped => IsOutput(mapped, walk.Transaction, output)));
        }

        Faults++;
        var pages = configurations.Where(fact => fact.Space is not null).Select(fact => fact.Space!.Page(address));
        return result.Event.Id switch
        {
            EventId.CBadSte => configurations.Any(fact => fact.Space is null),
            EventId.FTranslation => pages.Any(page => page.AbsentUntil >= walk.Begun
                || page.Facts.Any(fact => fact.Until >= walk.Begun && _stageTwo?.Page(fact.Frame).AbsentUntil >= walk.Begun)),
            EventId.FPermission => walk.Transaction.Access.IsWrite
                && pages.Any(page => page.Facts.Any(fact => fact.Until >= walk.Begun && !fact.IsWritable)),
            _ => false,
        };
    }

    // What software unmapped and synchronised is over, whenever the transaction began: CMD_SYNC waits for those before it.
    private bool IsOutput(Fact mapped, in Transaction transaction, ulong output)
    {
        if (mapped.Until != Fact.Forever || (transaction.Access.IsWrite && !mapped.IsWritable)) return false;
        var offset = transaction.Address.Value & 0x1f_ffff;
        return _stageTwo is null
            ? mapped.Frame + offset == output
            : _stageTwo.Page(mapped.Frame).Facts.Any(below => below.Until == Fact.Forever && below.Frame + offset == output);
    }

    // Cold = warm: with nothing in flight, every answer is that of a walk with empty caches.
    private string? CompareWithMemory()
    {
        var cold = new SmmuCore(Chip.Full, new SmmuImplementation { TlbCapacity = 0, ConfigurationCacheCapacity = 0 });
        cold.WriteRegister(RegisterOffset.StrtabBase, 8, Ram);
        cold.WriteRegister(RegisterOffset.StrtabBaseCfg, 4, 2);
        cold.WriteRegister(RegisterOffset.Cr0, 4, 1);
        var (warmUnit, coldUnit) = (new SynchronousSmmu(Core, _memory), new SynchronousSmmu(cold, _memory));
        for (var i = 0; i < 40; i++)
        {
            var access = Random.OneIn(3) ? AccessAttributes.Write : AccessAttributes.Read;
            var stream = new StreamId((uint)Random.Below((int)Streams));
            var transaction = new Transaction(stream, new Iova(AddressSpace.RandomAddress(Random)), access);
            var (one, other) = (warmUnit.Translate(transaction), coldUnit.Translate(transaction));
            if ((one.Status, one.Address, one.Event) != (other.Status, other.Address, other.Event))
                return $"at the end: warm {one.Status} {one.Address} {one.Event.Id}, cold {other.Status} {other.Address} {other.Event.Id}";
        }

        return null;
    }

    // A stream changes its address space by one 64-bit write, CMD_CFGI and CMD_SYNC; its TLB entries stay, they are tagged.
    private IEnumerable<bool> Reconfigure()
    {
        while (!IsEnding)
        {
            if (!Random.OneIn(8))
            {
                yield return true;
                continue;
            }

            var stream = (uint)Random.Below((int)Streams);
            var before = _streams[stream][^1];
            WriteStream(stream, Random.Below(_spaces.Length + 1));
            yield return true;
            var ste = Commands.CfgiSte(stream) with { Leaf = Random.OneIn(2) };
            var range = Commands.Of(CommandOpcode.CfgiSteRange) with { StreamID = new StreamId(stream), Range = 0 };
            yield return Execute(Random.OneIn(3) ? range : ste);
            foreach (var step in Synchronise()) yield return step;
            before.Until = Now;
        }
    }

    private void WriteStream(uint stream, int space)
    {
        var address = Ram + (64 * stream);
        var fact = new ConfigurationFact(space < _spaces.Length ? _spaces[space] : null);
        _streams[stream].Add(fact);
        var entry = default(StreamTableEntry) with
        {
            V = true,
            Config = Shape == FreshnessShape.Nested ? SteConfig.Nested : SteConfig.S1Translate,
            STRW = Shape == FreshnessShape.El2 ? SteStrw.El2 : default,
            S1ContextPtr = ContextOf(space),
            S2VMID = Vmid,
        };
        var words = new ulong[8];
        (_stageTwo?.AttachedTo(entry) ?? entry).CopyTo(words);
        if (Now == 0) Assert.True(_memory.TryWrite(new Pa(address), words));
        else Write(address, fact.Space is null ? 0 : words[0]);
    }

    private static ulong ContextOf(int space) => Ram + 0x1000 + (64 * (ulong)space);

    private void WriteContext(int space)
    {
        var words = new ulong[8];
        var descriptor = default(ContextDescriptor) with
        {
            V = true,
            AA64 = true,
            A = true,
            R = true,
            EPD1 = true,
            IPS = AddressSize.Bits44,
            ASID = new Asid((ushort)(space + 1)),
            T0SZ = 25,
            TG0 = Tg0.K4,
            TTB0 = _spaces[space].Root,
        };
        descriptor.CopyTo(words);
        Assert.True(_memory.TryWrite(new Pa(ContextOf(space)), words));
    }

    private sealed record ConfigurationFact(AddressSpace? Space)
    {
        public long Until { get; set; } = Fact.Forever;
    }

    private sealed record OpenWalk(WalkId Id, Transaction Transaction, long Begun, WalkStep Step, bool IsSpeculative);
}
