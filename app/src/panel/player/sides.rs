//! The two sides of a stereo recording apart: one louder than the other, both in both ears. By Web Audio, and only once
//! somebody wants it: some browsers keep the pitch worse then.

use std::cell::RefCell;

use leptos::web_sys::{
    AudioContext, AudioNode, ChannelMergerNode, ChannelSplitterNode, GainNode, HtmlAudioElement,
};
use wasm_bindgen::JsValue;

thread_local! {
    // An element is wired once in its life; the panel has one at a time.
    static WIRED: RefCell<Option<Wired>> = const { RefCell::new(None) };
}

struct Wired {
    element: HtmlAudioElement,
    context: AudioContext,
    gains: [GainNode; 2],
}

/// -1: the left side alone, 0: as recorded, 1: the right one alone.
pub(super) fn set_balance(element: &HtmlAudioElement, balance: f64) {
    WIRED.with_borrow_mut(|wired| {
        let here = wired.as_ref().is_some_and(|wired| wired.element == *element);
        if !here {
            if balance == 0.0 {
                return;
            }
            // Without Web Audio everything sounds as it was recorded.
            *wired = wire(element).ok();
        }
        let Some(Wired { context, gains, .. }) = wired else {
            return;
        };
        let [left, right] = volumes(balance);
        #[allow(clippy::cast_possible_truncation, reason = "a volume")]
        for (gain, volume) in gains.iter().zip([left as f32, right as f32]) {
            gain.gain().set_value(volume);
        }
        // A press on the slider allows it to sound; refused, the next press tries again.
        let _ = context.resume();
    });
}

/// Volumes of both sides.
fn volumes(balance: f64) -> [f64; 2] {
    let balance = balance.clamp(-1.0, 1.0);
    [1.0 - balance.max(0.0), 1.0 + balance.min(0.0)]
}

fn wire(element: &HtmlAudioElement) -> Result<Wired, JsValue> {
    let context = AudioContext::new()?;
    let source = context.create_media_element_source(element)?;
    let apart: ChannelSplitterNode = context.create_channel_splitter_with_number_of_outputs(2)?;
    let together: ChannelMergerNode = context.create_channel_merger_with_number_of_inputs(2)?;
    let gains = [context.create_gain()?, context.create_gain()?];
    let node: &AudioNode = &source;
    node.connect_with_audio_node(&apart)?;
    for (side, gain) in (0_u32..).zip(&gains) {
        apart.connect_with_audio_node_and_output(gain, side)?;
        for ear in 0..2 {
            gain.connect_with_audio_node_and_output_and_input(&together, 0, ear)?;
        }
    }
    together.connect_with_audio_node(&context.destination())?;
    Ok(Wired {
        element: element.clone(),
        context,
        gains,
    })
}

#[cfg(test)]
mod tests {
    use super::volumes;

    #[test]
    fn a_side_fades_and_the_other_stays() {
        for (balance, sides) in [
            (0.0, [1.0, 1.0]),
            (1.0, [0.0, 1.0]),
            (-0.5, [1.0, 0.5]),
            (-3.0, [1.0, 0.0]),
        ] {
            assert_eq!(volumes(balance), sides, "{balance}");
        }
    }
}
