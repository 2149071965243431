using ActorIommu.Hardware;
using ActorIommu.Hardware.Registers;
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
    public void A_core_with_broken_invalidation_is_noticed(BreakKind defect) => AssertNoticed(Programs, core => BrokenCore.With(core, [defect]));

    [Theory]
    [InlineData(FetchKind.StageOneDescriptor, 1UL << 6, 1UL << 7)]
    [InlineData(FetchKind.StageOneDescriptor, 1UL << 10, 0UL)]
    [InlineData(FetchKind.StageOneDescriptor, 0UL, 3UL << 61)]
    [InlineData(FetchKind.StageTwoDescriptor, 3UL << 6, 0UL)]
    [InlineData(FetchKind.StageTwoDescriptor, 0UL, 1UL << 16)]
    public void A_core_that_ignores_a_bit_of_a_descriptor_is_noticed(FetchKind kind, ulong set, ulong clear) =>
        AssertNoticed(Programs.Take(Sample), core => new AlteringCore(core, (step, data) => step.Kind == kind ? (data | set) & ~clear : data));

    [Fact]
    public void A_core_that_always_ignores_the_top_byte_is_noticed() => AssertNoticed(Programs.Take(Sample), core => new AlteringCore(
        core, (step, data) => step.Kind == FetchKind.ContextDescriptor && step.Address.Value % 64 == 0 ? data | (3UL << 38) : data));

    private static void AssertNoticed(IEnumerable<SmmuProgram> programs, Func<ISmmuCore, ISmmuCore> spoil)
    {
        var report = ProgramRun.Of([.. programs], () => spoil(new SmmuCore(ProgramMachine.Capabilities)));

        Assert.True(report.Unexplained > 0);
        Assert.True(report.FirstUnexplained!.IsOurs);
        Assert.NotEmpty(report.FirstUnexplained.Walk);
    }

    /// <summary>A core that sees other data than memory has.</summary>
    private sealed class AlteringCore(ISmmuCore core, Func<WalkStep, ulong, ulong> alter) : ISmmuCore
    {
        private WalkStep _asked;

        public SmmuCapabilities Capabilities => core.Capabilities;

        public RegisterFile Registers => core.Registers;

        public RegisterEffects WriteRegister(int offset, int sizeBytes, ulong value) => core.WriteRegister(offset, sizeBytes, value);

        public WalkId BeginWalk(in Transaction transaction, out WalkStep step)
        {
            var walk = core.BeginWalk(transaction, out step);
            _asked = step;
            return walk;
        }

        public WalkStep Resume(WalkId walk, ulong data) => _asked = core.Resume(walk, alter(_asked, data));

        public WalkStep ResumeWithAbort(WalkId walk) => _asked = core.ResumeWithAbort(walk);

        public TranslationResult EndWalk(WalkId walk) => core.EndWalk(walk);

        public void Execute(in Command command) => core.Execute(command);

        public WalkBarrier Barrier() => core.Barrier();

        public bool IsDrained(WalkBarrier barrier) => core.IsDrained(barrier);
    }
}
