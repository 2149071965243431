using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>What QEMU with these divergences and no others would have answered to each DMA of one program.</summary>
internal sealed class Predictions(SmmuProgram program, Observation observation, SmmuCapabilities capabilities)
{
    private readonly Dictionary<DivergenceSet, ModelAnswer[]> _answers = [];

    /// <summary>
    /// The divergences that explain an answer: one alone if it does, else the fewest left when each that is not needed is
    /// taken away. Null if QEMU with all of them would have answered otherwise, or if it needs none.
    /// </summary>
    public IReadOnlyList<Divergence>? Explain(int transfer)
    {
        bool Predicts(DivergenceSet rules) => observation.Agrees(Of(rules)[transfer], transfer);
        if (!Predicts(DivergenceSet.All) || Predicts(DivergenceSet.None)) return null;
        foreach (var divergence in Divergence.All)
        {
            if (Predicts(DivergenceSet.Of([divergence]))) return [divergence];
        }

        var needed = DivergenceSet.All;
        foreach (var divergence in Divergence.All)
        {
            if (Predicts(needed.Without(divergence))) needed = needed.Without(divergence);
        }

        return [.. needed.Members];
    }

    /// <summary>The answers with these divergences, one for each DMA.</summary>
    public ReadOnlySpan<ModelAnswer> Of(DivergenceSet rules)
    {
        if (!_answers.TryGetValue(rules, out var answers)) _answers.Add(rules, answers = Run(rules));
        return answers;
    }

    private ModelAnswer[] Run(DivergenceSet rules)
    {
        var memory = new ProgramMemory();
        foreach (var write in program.Memory) memory.Write(write);
        var table = new ModelStreamTable(program.StreamTableBase, program.StreamTableLog2Size);
        var model = new QemuModel(new CurrentMemory(memory), new ModelDecoder(capabilities, rules), table, rules);
        var answers = new List<ModelAnswer>(program.Answers.Count);
        foreach (var operation in program.Operations)
        {
            switch (operation.Kind)
            {
                case ProgramOperationKind.MemoryWrite:
                    memory.Write(operation.Write);
                    break;
                case ProgramOperationKind.Command:
                    model.Execute(operation.Command);
                    break;
                default:
                    var dma = operation.Dma;
                    answers.Add(model.Translate(new ModelAccess(dma.Stream.Value, dma.Iova, !dma.IsRead)));
                    break;
            }
        }

        return [.. answers];
    }
}
