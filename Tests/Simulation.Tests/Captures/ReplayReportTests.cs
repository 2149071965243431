using ActorIommu.Simulation.Captures;

namespace ActorIommu.Simulation.Tests.Captures;

public sealed class ReplayReportTests
{
    private static readonly ReplayReport Equal = new()
    {
        Translations = new Tally(10, 10),
        Events = new Tally(1, 1),
        RegisterReads = new Tally(5, 5),
        Interrupts = new Tally(0, 0),
        MismatchTotal = 0,
    };

    [Fact]
    public void All_is_equal_when_nothing_differs() => Assert.True(Equal.AllEqual);

    [Fact]
    public void One_difference_of_any_kind_is_a_difference()
    {
        Assert.False((Equal with { Translations = new Tally(9, 10) }).AllEqual);
        Assert.False((Equal with { Events = new Tally(0, 1) }).AllEqual);
        Assert.False((Equal with { RegisterReads = new Tally(4, 5) }).AllEqual);
        Assert.False((Equal with { Interrupts = new Tally(0, 1) }).AllEqual);
    }

    [Fact]
    public void What_came_without_being_recorded_is_a_difference() => Assert.False((Equal with { MismatchTotal = 1 }).AllEqual);
}
