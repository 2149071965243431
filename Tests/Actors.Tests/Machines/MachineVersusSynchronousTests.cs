using ActorIommu.Actors.Smmu;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Machines;

/// <summary>
/// A machine whose driver waits for its answers does what an SMMU of plain calls does, to the last bit: answers, registers, events,
/// interrupts and memory. The seed is in the name of the test.
/// </summary>
public sealed class MachineVersusSynchronousTests : ActorTest
{
    public MachineVersusSynchronousTests()
        : base(Rig.Board.AtsCapabilities)
    {
    }

    private const int Steps = 300;
    private const int Seeds = 10;

    public static TheoryData<WalkGranularity, ulong> Runs
    {
        get
        {
            var runs = new TheoryData<WalkGranularity, ulong>();
            foreach (var granularity in Enum.GetValues<WalkGranularity>())
            {
                for (var seed = 1UL; seed <= Seeds; seed++) runs.Add(granularity, seed);
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_same_script_gives_the_same(WalkGranularity granularity, ulong seed)
    {
        var actors = OnActors(granularity, seed);
        var other = new Board();
        var calls = Script.Run(seed, new SynchronousUnderTest(other.Memory, Rig.Board.AtsCapabilities), other, Steps);
        Assert.Equal(calls.Answers, actors.Answers);
        Assert.Equal(other.AllEvents(), Board.AllEvents());
        Assert.NotEqual(default, other.Event(0));
        Assert.Equal(other.AllPages(), Board.AllPages());
        foreach (var start in (Pa[])[Rig.Board.Data, Rig.Board.Tables])
        {
            for (var offset = 0UL; offset < 0x2_0000; offset += 8)
                Assert.Equal(other.Read(new Pa(start.Value + offset)), Board.Read(new Pa(start.Value + offset)));
        }

        Assert.Contains(actors.Answers, answer => answer.EndsWith(": stalled", StringComparison.Ordinal));
        Assert.Contains(actors.Answers, answer => answer.StartsWith("dma#", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_driver_that_invalidates_never_sees_what_memory_no_longer_says(WalkGranularity granularity, ulong seed) =>
        Assert.Equal(0, OnActors(granularity, seed).StaleAnswers);

    [Theory]
    [InlineData(WalkGranularity.Transaction)]
    [InlineData(WalkGranularity.Structure)]
    [InlineData(WalkGranularity.Descriptor)]
    public void Control_a_driver_that_forgets_to_invalidate_does(WalkGranularity granularity) =>
        Assert.NotEqual(0, OnActors(granularity, 1, invalidates: false).StaleAnswers);

    [Theory]
    [InlineData("dma", DmaOutcome.Completed)]
    [InlineData("dma", DmaOutcome.Aborted)]
    [InlineData("dma", DmaOutcome.BusError)]
    [InlineData("dma", DmaOutcome.ReadZeroWriteIgnored)]
    [InlineData("ats", DmaOutcome.Completed)]
    [InlineData("ats", DmaOutcome.Aborted)]
    [InlineData("ats", DmaOutcome.NotGranted)]
    [InlineData("ats", DmaOutcome.RequestRefused)]
    public void Control_the_scripts_reach(string how, DmaOutcome outcome) => Assert.Contains(
        Enumerable.Range(1, Seeds).SelectMany(seed =>
        {
            var board = new Board();
            return Script.Run((ulong)seed, new SynchronousUnderTest(board.Memory, Rig.Board.AtsCapabilities), board, Steps).Answers;
        }),
        answer => answer.StartsWith($"{how} ", StringComparison.Ordinal) && answer.Contains($"({outcome},", StringComparison.Ordinal));

    [Fact]
    public void Control_different_scripts_give_different_answers()
    {
        var (one, two) = (new Board(), new Board());
        Assert.NotEqual(
            Script.Run(1, new SynchronousUnderTest(one.Memory, Rig.Board.AtsCapabilities), one, Steps).Answers,
            Script.Run(2, new SynchronousUnderTest(two.Memory, Rig.Board.AtsCapabilities), two, Steps).Answers);
    }

    private Script OnActors(WalkGranularity granularity, ulong seed, bool invalidates = true)
    {
        var driver = new Driver(CreateTestProbe(), StartMachine(granularity, Script.Streams), Board);
        var machine = new MachineUnderTest(driver, Part("smmu0"), CreateTestProbe(), CreateTestProbe(), Core, RealCore);
        return Script.Run(seed, machine, Board, Steps, invalidates);
    }
}
