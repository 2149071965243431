using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs.Ledger;

/// <summary>
/// What the architecture permits as the answer to a DMA, at each point of one program: every mixture of what memory holds
/// and of what caches may still hold of it. It knows the program, and nothing of how the SMMU under test keeps its caches.
/// </summary>
internal sealed class AllowedAnswers
{
    // Far more than any mixture of a few changes; a bound, because a hostile program could ask for more than time allows.
    private const int MostWalks = 200_000;

    private readonly ProgramMemory _memory = new();
    private readonly MemoryLedger _ledger;
    private readonly InvalidationLedger _invalidations;
    private readonly ModelDecoder _decoder;
    private readonly ModelStreamTable _table;
    private readonly ModelWalk _fresh;
    private readonly uint[] _streams;
    private int _time;

    /// <summary>The state before the first operation of a program.</summary>
    public AllowedAnswers(SmmuProgram program, SmmuCapabilities capabilities)
    {
        foreach (var write in program.Memory) _memory.Write(write);
        _ledger = new MemoryLedger(_memory);
        _invalidations = new InvalidationLedger(capabilities);
        _decoder = new ModelDecoder(capabilities, DivergenceSet.None);
        _table = new ModelStreamTable(program.StreamTableBase, program.StreamTableLog2Size);
        _fresh = new ModelWalk(new CurrentMemory(_memory), _decoder, _table, DivergenceSet.None);
        var transfers = program.Operations.Where(one => one.Kind == ProgramOperationKind.Dma);
        _streams = [.. transfers.Select(one => one.Dma.Stream.Value).Distinct()];
    }

    /// <summary>Software writes memory.</summary>
    public void Write(in ProgramWrite write) => _ledger.Write(write, _time++);

    /// <summary>Software submits a command.</summary>
    public void Execute(in Command command) => _invalidations.Submit(command, _time++);

    /// <summary>The answer with empty caches.</summary>
    public ModelAnswer Fresh(in ModelAccess access) => _fresh.Translate(access);

    /// <summary>True if an answer with which <paramref name="isWanted"/> agrees is permitted.</summary>
    public bool Contains(ModelAccess access, Func<ModelAnswer, bool> isWanted)
    {
        if (isWanted(Fresh(access))) return true;
        var memory = new ChoiceMemory(_memory, _ledger, _invalidations);
        var walk = new ArchitectureWalk(memory, _invalidations, _decoder, _table, Candidates());
        for (var count = 0; count < MostWalks; count++)
        {
            memory.Restart();
            var answer = walk.Translate(access);
            if (!memory.IsRejected && isWanted(answer)) return true;
            if (!memory.TryAdvance()) return false;
        }

        return false;
    }

    private List<Candidate> Candidates()
    {
        var candidates = new List<Candidate>();
        foreach (var stream in _streams)
        {
            var memory = new ChoiceMemory(_memory, _ledger, _invalidations) { AllowsPastConfiguration = true };
            var reader = new ConfigurationReader(memory, _decoder, _table);
            for (var count = 0; count < MostWalks; count++)
            {
                memory.Restart();
                if (reader.Read(stream) is { } configured && !memory.IsRejected)
                    candidates.Add(new Candidate(configured, memory.EntryReplacedAt, memory.ContextReplacedAt));
                if (!memory.TryAdvance()) break;
            }
        }

        return candidates;
    }

    private sealed class ConfigurationReader(ModelMemory memory, ModelDecoder decoder, ModelStreamTable table)
        : ModelWalk(memory, decoder, table, DivergenceSet.None)
    {
        // Without a usable CD there is still a stage 2, which the fetch of the CD used.
        public ModelStream? Read(uint stream)
        {
            TryReadConfiguration(new ModelAccess(stream, 0, false), out var configured, out _);
            return configured;
        }
    }
}
