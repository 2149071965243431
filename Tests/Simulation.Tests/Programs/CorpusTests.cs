using ActorIommu.Hardware;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;
using ActorIommu.Simulation.Captures;
using ActorIommu.Simulation.Programs;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Model;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>The recorded programs: nothing is unexplained with the correct core, and much is with any broken one.</summary>
public sealed class CorpusTests
{
    private const int Sample = 200;
    private static readonly IReadOnlyList<SmmuProgram> Programs =
        ProgramReader.Load(Repository.PathOf("Tests", "Corpus", "qemu-10.0.2-programs-2000.jsonl.gz"));

    [Fact]
    public void Every_answer_is_equal_or_explained()
    {
        var report = ProgramRun.Of(Programs);

        Assert.Null(report.FirstUnexplained);
        Assert.Equal(0, report.Unexplained);
        Assert.Equal((2_000, 28_000L), (report.Programs, report.Total));
        Assert.InRange(report.Equal, 19_000, 28_000);
    }

    [Fact]
    public void The_model_with_all_divergences_predicts_every_recorded_answer()
    {
        foreach (var program in Programs)
        {
            var observation = new Observation(program);
            var predicted = new Predictions(program, observation, ProgramMachine.Capabilities).Of(DivergenceSet.All);
            for (var transfer = 0; transfer < predicted.Length; transfer++)
                Assert.True(observation.Agrees(predicted[transfer], transfer), $"program {program.Number}, answer {transfer}");
        }
    }

    [Fact]
    public void An_answer_that_is_replaced_by_another_is_noticed()
    {
        var changed = Programs.Take(Sample).Select(program => program with { Answers = [.. program.Answers.Select(Other)] }).ToArray();

        Assert.InRange(ProgramRun.Of(changed).Unexplained, 26 * Sample / 2, long.MaxValue);

        static RecordedAnswer Other(RecordedAnswer answer) => answer.Outcome switch
        {
            RecordedOutcome.Place => answer with { Pa = answer.Pa ^ 0x1_0000 },
            RecordedOutcome.Event => answer with { Event = answer.Event with { StreamID = new StreamId(answer.Event.StreamID.Value ^ 8) } },
            _ => answer with { Outcome = RecordedOutcome.Place, Pa = 0x4800_0000 },
        };
    }

    [Theory]
    [InlineData(BreakKind.Tlbi)]
    [InlineData(BreakKind.Asid)]
    public void A_core_with_broken_invalidation_is_noticed(BreakKind defect) =>
        AssertNoticed(Programs, core => BrokenCore.With(core, [defect]));

    [Theory]
    [InlineData(FetchKind.StageOneDescriptor, 1UL << 6, 1UL << 7)]
    [InlineData(FetchKind.StageOneDescriptor, 1UL << 10, 0UL)]
    [InlineData(FetchKind.StageOneDescriptor, 0UL, 3UL << 61)]
    [InlineData(FetchKind.StageTwoDescriptor, 3UL << 6, 0UL)]
    [InlineData(FetchKind.StageTwoDescriptor, 0UL, 1UL << 16)]
    public void A_core_that_ignores_a_bit_of_a_descriptor_is_noticed(FetchKind kind, ulong set, ulong clear) =>
        AssertNoticed(
            Programs.Take(Sample), core => new AlteringCore(core, (step, data) => step.Kind == kind ? (data | set) & ~clear : data));

    [Fact]
    public void A_core_that_always_ignores_the_top_byte_is_noticed()
    {
        const ulong iova = 0x4060_5000;
        var program = new TestProgram();
        var root = program.Allocate();
        program.Map(root, iova, TestProgram.Frame1 | TestProgram.Page | TestProgram.User);
        program.Stream(0, TestProgram.Entry(SteConfig.S1Translate, program.PutContext(TestProgram.Context(root))));
        program.Dma(0, (0x12UL << 56) | iova, true, TestProgram.Event(0x8_0000_0010, 0x208UL << 32, (0x12UL << 56) | iova));

        Assert.Equal(["Equal"], program.Verdicts());
        Assert.Equal(["Unexplained"], program.Verdicts(() => new AlteringCore(
            new SmmuCore(ProgramMachine.Capabilities),
            (step, data) => step.Kind == FetchKind.ContextDescriptor && step.Address.Value % 64 == 0 ? data | (3UL << 38) : data)));
    }

    private static void AssertNoticed(IEnumerable<SmmuProgram> programs, Func<ISmmuCore, ISmmuCore> spoil)
    {
        var report = ProgramRun.Of([.. programs], () => spoil(new SmmuCore(ProgramMachine.Capabilities)));

        Assert.True(report.Unexplained > 0);
        Assert.True(report.FirstUnexplained!.IsOurs);
        Assert.NotEmpty(report.FirstUnexplained.Walk);
    }
}
