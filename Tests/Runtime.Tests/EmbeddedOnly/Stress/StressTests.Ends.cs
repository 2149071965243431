namespace ActorIommu.Runtime.Tests.Stress;

/// <content>With receivers that stop: here nothing vanishes, in Akka.NET a message that races with the end of its receiver may.</content>
public sealed partial class StressTests
{
    [Fact]
    public Task Every_message_of_a_crowd_of_senders_is_accounted_for() => Run(Traffic.Crowd);

    [Fact]
    public Task Every_message_that_has_to_wake_its_receiver_is_accounted_for() => Run(Traffic.Sparse);

    [Fact]
    public Task Every_message_of_a_flood_is_accounted_for() => Run(Traffic.Floods);
}
