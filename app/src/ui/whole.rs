//! Views of unlike types as one type, like `into_any`, but without the code for waking up piece by piece.
//!
//! A view has two ways to wake up in the browser: at once, and step by step for pages whose code is still loading.
//! No page here is loaded in parts, and the second way was a fifth of the WebAssembly file.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::any_view::AnyView;
use leptos::tachys::view::{Position, PositionState};

/// Turns a view into an [`AnyView`] that wakes up at once.
pub trait Whole: RenderHtml + Sized {
    /// The view as one type.
    fn whole(self) -> AnyView {
        AtOnce(self).into_any()
    }
}

impl<T: RenderHtml> Whole for T {}

struct AtOnce<T>(T);

impl<T: Render> Render for AtOnce<T> {
    type State = T::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl<T: RenderHtml> AddAnyAttr for AtOnce<T> {
    type Output<SomeNewAttr: Attribute> = AtOnce<<T as AddAnyAttr>::Output<SomeNewAttr>>;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        AtOnce(self.0.add_any_attr(attr))
    }
}

// `hydrate_async` is left to the trait: its default wakes the view up at once.
impl<T: RenderHtml> RenderHtml for AtOnce<T> {
    type AsyncOutput = T::AsyncOutput;
    type Owned = AtOnce<T::Owned>;

    const MIN_LENGTH: usize = T::MIN_LENGTH;
    const EXISTS: bool = T::EXISTS;

    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self::AsyncOutput {
        self.0.resolve().await
    }

    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0
            .to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0
            .to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        AtOnce(self.0.into_owned())
    }
}

/// A view that changes with the signals it reads. One type whatever the closure, so that the code for changing exists
/// once.
pub fn changing(view: impl Fn() -> AnyView + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(view)
}

/// A text that changes with the signals it reads. One type whatever the closure.
pub fn changing_text(text: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(text)
}
