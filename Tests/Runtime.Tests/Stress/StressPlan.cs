using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>What a run consists of.</summary>
internal sealed class StressPlan(Accountant accountant, int slots, int nurseries, long messagesPerSender)
{
    public Accountant Accountant => accountant;

    public Target[] Slots { get; } = new Target[slots];

    public IActorRef[] Nurseries { get; } = new IActorRef[nurseries];

    public IActorRef[] Watchers { get; set; } = [];

    public long MessagesPerSender => messagesPerSender;

    public int SlotsPerNursery => slots / nurseries;

    public IActorRef NurseryOf(int slot) => Nurseries[slot / SlotsPerNursery];
}
