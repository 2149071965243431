using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace ActorIommu.Runtime.Tests.Dispatch;

/// <summary>The default queue by itself: messages of a producer come once and in their order, however far the consumer is behind.</summary>
public sealed class MessageQueueTests
{
    private const int Producers = 4;
    private const int Messages = 300_000;

    // Far behind, at their heels, and one after the other: its storage grows, is used again, and is given up.
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(5_000)]
    [InlineData(1)]
    public void Messages_of_a_producer_come_once_and_in_their_order(int behind)
    {
        var queue = new UnboundedMessageQueue();
        var sent = 0;
        var threads = Enumerable.Range(0, Producers).Select(producer => new Thread(() =>
        {
            for (var number = 0; number < Messages; number++)
            {
                queue.Enqueue(ActorRefs.Nobody, new Envelope((producer, number), ActorRefs.NoSender));
                Interlocked.Increment(ref sent);
            }
        })).ToList();
        foreach (var thread in threads) thread.Start();
        var next = new int[Producers];
        var received = 0;
        while (received < Producers * Messages)
        {
            if (Volatile.Read(ref sent) < Math.Min(received + behind, Producers * Messages)) Thread.Yield();
            else if (queue.TryDequeue(out var envelope))
            {
                var (producer, number) = ((int, int))envelope.Message;
                Assert.Equal(next[producer]++, number);
                received++;
            }
        }

        foreach (var thread in threads) thread.Join();
        Assert.Equal((false, 0), (queue.HasMessages, queue.Count));
        Assert.False(queue.TryDequeue(out _));
    }
}
